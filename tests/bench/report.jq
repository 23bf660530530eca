# Tables and gates of build/bench.json. $part: "tables", "gates" (Markdown), or "kept":
# whether every gate is.

def quartile($k):
	if . == null then null else sort as $s | (($s | length) - 1) * $k / 4 |
	$s[floor] + ($s[ceil] - $s[floor]) * (. - floor) end;

def round2: if . >= 100 then round else . * 1000 | round / 1000 end;

def samples($group; $name; $measure): .groups[$group][$name][$measure];

def median($group; $name; $measure): samples($group; $name; $measure) | quartile(2);

# Of each round, the one over the other.
def ratios($group; $a; $b; $measure):
	samples($group; $a; $measure) as $x | samples($group; $b; $measure) as $y |
	[range($x | length) | $x[.] / $y[.]];

def ratio($group; $a; $b; $measure):
	if samples($group; $a; $measure) == null then null
	else ratios($group; $a; $b; $measure) | quartile(3) end;

def exponent($small; $large; $by): if $small == null or $large == null then null
	else ($large / $small | log) / ($by | log) end;

def growth($name; $large):
	if .groups[$large | tostring] == null then null else
	exponent(median("1000"; $name; "cpu"); median($large | tostring; $name; "cpu");
		$large / 1000) end;

def over($a; $b): if $a == null or $b == null or $b == 0 then null else $a / $b end;

# At 50 ms of latency, over what so many requests take 16 at once.
def over_least($name; $requests):
	over(samples("latency"; $name; "wall") | quartile(3); ($requests // 0) * 0.05 / 16);

def gates:
	.figures as $f |
	([.groups | keys[] | tonumber?] | max) as $largest |
	($largest | tostring) as $L |
	[
	["plan, nothing known of documents: CPU / yardstick", ratio("plan"; "plan-warm"; "yardstick"; "cpu"), 1.5, 1.3],
	["the same, instructions", over($f["instructions, plan, 10000"]; $f["instructions, yardstick, 10000"]), 1.35, 1.2],
	["plan without a cache: CPU / yardstick of all bodies", ratio("plan"; "plan-cold"; "yardstick-cold"; "cpu"), 1.8, 1.5],
	["plan, 100 files changed: CPU / yardstick", ratio("plan"; "plan-changed"; "yardstick"; "cpu"), 0.5, 0.37],
	["plan of 10,000: wall / terraform plan", ratio("terraform"; "plan"; "terraform"; "wall"), 0.0333, 0.02],
	["the same, CPU", ratio("terraform"; "plan"; "terraform"; "cpu"), 0.025, 0.0167],
	["the same, memory", ratio("terraform"; "plan"; "terraform"; "memory"), 0.04, 0.0313],
	["requests, 10,000 entities, warm", $f["requests, warm, 10000"], 520, 450],
	["requests, 10,000 entities, cold", $f["requests, cold, 10000"], 4400, 4220],
	["requests an entity, warm, 1,000", over($f["requests, warm, 1000"]; 1000), 0.06, 0.05],
	["requests an entity, warm, \($L)", over($f["requests, warm, \($L)"]; $largest), 0.06, 0.05],
	["memory of a plan, 10,000, MB", (samples("10000"; "plan-warm"; "memory") | quartile(3)), 45, 37],
	(if $largest == 100000 then ["memory of a plan, 100,000, MB", (samples("100000"; "plan-warm"; "memory") | quartile(3)), 350, 280] else empty end),
	["growth of a plan, 1,000 to 10,000, instructions", exponent($f["instructions, plan, 1000"]; $f["instructions, plan, 10000"]; 10), 1.02, 1.0],
	["growth of a plan, 1,000 to \($L), CPU", growth("plan-warm"; $largest), 1.05, 1.0],
	["growth of validate, 1,000 to \($L), CPU", growth("validate"; $largest), 1.05, 1.0],
	["growth of an apply, 250 to 4,000, CPU", exponent($f["apply, 250, CPU"]; $f["apply, 4000, CPU"]; 16), 1.05, 1.0],
	["apply of 1,000: wall / terraform apply", over($f["apply, 1000, wall"]; $f["terraform apply, 1000, wall"]), 0.025, 0.01],
	["validate of 1,000, one bad, no cache: wall / yardstick", ratio("bad"; "validate"; "yardstick-tree"; "wall"), 1.25, 0.8],
	["the same with a cache: seconds", (samples("bad"; "validate-cached"; "wall") | quartile(3)), 0.05, 0.035],
	["plan at 50 ms latency, 16 at once: wall / least", over_least("plan"; $f["requests, latency"]), 1.3, 1.1],
	["the same without a cache", over_least("plan-cold"; $f["requests, cold, 10000"]), 1.3, 1.1],
	["--version: wall / an empty program", ratio("starts"; "version"; "empty"; "wall"), 1.2, 1.1],
	["--help: wall / an empty program", ratio("starts"; "help"; "empty"; "wall"), 1.2, 1.1]
	];

def verdict: if .[1] == null then "not measured"
	elif .[1] <= .[3] then "kept, stretch too"
	elif .[1] <= .[2] then "kept"
	else "**missed**" end;

def gate_table:
	"| gate, third quartile | measured | target | stretch | |",
	"| --- | ---: | ---: | ---: | --- |",
	(gates[] | "| \(.[0]) | \(if .[1] == null then "" else .[1] | round2 end) | \(.[2]) | \(.[3]) | \(verdict) |");

def cell($group; $name; $measure; $first):
	samples($group; $name; $measure) as $s |
	"\($s | quartile(2) | round2) | " + if $name == $first then "1" else
	(ratios($group; $name; $first; $measure) |
		"\(quartile(2) | round2) [\(quartile(1) | round2)..\(quartile(3) | round2)]") end;

def table($group; $title; $first):
	.groups[$group] as $g | if $g == null then empty else
	"", "\($title), n=\($g[$first].wall | length):", "",
	"| | wall, s | ratio [quartiles] | CPU, s | ratio | memory, MB | ratio |",
	"| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
	([$first] + ($g | keys_unsorted - [$first]))[] as $name |
	"| \($name) | \(cell($group; $name; "wall"; $first)) | \(cell($group; $name; "cpu"; $first)) | \(cell($group; $name; "memory"; $first)) |"
	end;

def profiles:
	([.figures | to_entries[] | select(.key | startswith("profile, ")) |
		{name: (.key | ltrimstr("profile, ")), value}]) as $all |
	if $all == [] then empty else
	([$all[].value | keys_unsorted[]] | unique) as $names |
	"", "Where the instructions go (callgrind; each place's own, in percent):", "",
	"| | \($names | join(" | ")) |", "| --- | \($names | map("---:") | join(" | ")) |",
	($all[] | . as $row | "| \($row.name) | \([$names[] | $row.value[.] // 0 |
		. * 1000 | round / 10 | tostring] | join(" | ")) |") end;

if $part == "kept" then [gates[] | .[1] == null or .[1] <= .[2]] | all
elif $part == "gates" then "", gate_table
else
	"\(.machine)",
	table("plan"; "A plan of 10,000 entities"; "yardstick"),
	table("1000"; "1,000 entities"; "yardstick-tree"),
	table("10000"; "10,000 entities"; "yardstick-tree"),
	table("100000"; "100,000 entities"; "yardstick-tree"),
	table("latency"; "A plan of 10,000 entities at 50 ms of latency"; "plan"),
	table("bad"; "1,000 files, one of them bad"; "yardstick-tree"),
	table("terraform"; "10,000 resources of terraform_data, and 10,000 entities"; "terraform"),
	table("starts"; "Twenty starts"; "empty"),
	profiles
end
