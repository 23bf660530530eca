# rein: make a Harness account match a git repository.
#
#   make          build/rein
#   make demo     the main job, whole, against an emulator on loopback
#   make check    the quick tests
#   make test     every test, with address and undefined behaviour sanitizers
#   make check-asan, check-valgrind    the tests under sanitizers, under valgrind
#   make fuzz     every fuzz target for FUZZ_SECONDS=20
#   make bench-emulator    what 50,000 entities cost the emulator
#   make lint     analysers, format, layers; make fmt formats
#   make bench    rein beside the least that a plan can take, and its gates
#   make bench-docs    bring docs/BENCHMARKS.md up to the last bench
#   make golden   rewrite the files that renderers are held to; review the diff
#   make install  program, manual pages, completions; PREFIX=/usr/local DESTDIR=
#   make docs     bring the manual pages up to what the program says of itself
#   make deps     install the Debian packages that all of this needs (as root)
#   make clean    forget what was built

DEBIAN = gcc make pkg-config libyaml-dev libcurl4-openssl-dev libjson-c-dev \
	libgit2-dev libmicrohttpd-dev libsqlite3-dev libssl-dev libcmocka-dev \
	bats scdoc git curl jq ca-certificates
DEBIAN_LINT = clang clang-tidy clang-format cppcheck shellcheck libclang-rt-14-dev

LIBRARIES = yaml-0.1 libcurl json-c libgit2 libmicrohttpd sqlite3 libcrypto
VERSION = 0.1.0
PREFIX ?= /usr/local
BUILD ?= build
CFLAGS ?= -O2 -g
SAY = $(if $(V),,@echo "$(1)";) # one short line a command; V=1 shows it whole

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wcast-qual -Wwrite-strings \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wundef \
	-Wimplicit-fallthrough -Wnull-dereference $(if $(WERROR),-Werror)
HARDEN = $(if $(findstring -O0,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2) \
	-fstack-protector-strong -fPIE
FLAGS = -std=c17 $(WARN) $(HARDEN) $(CFLAGS) $(SANITIZE)
DEFINES = -I. -I$(BUILD) -D_GNU_SOURCE -DREIN_VERSION='"$(VERSION)"' $(INCLUDES)
LINK = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SANITIZE)
# Asked once, at first use: on a fresh machine pkg-config comes with `make deps`.
INCLUDES = $(eval INCLUDES := $$(shell pkg-config --cflags $(LIBRARIES)))$(INCLUDES)
LIBS = $(eval LIBS := $$(shell pkg-config --libs $(LIBRARIES)))$(LIBS)

SOURCES := $(sort $(wildcard model/*.c model/kinds/*.c providers/*.c \
	providers/emulator/*.c providers/emulator/facts/*.c reconcile/*.c \
	cmd/*.c cmd/render/*.c))
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o)
PARTS = $(filter-out $(BUILD)/cmd/main.o,$(OBJECTS)) # what unit tests link
SUPPORT = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/support/*.c))
UNITS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
AIDS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/cli/*.c)) # programs of the .bats
MANUALS = $(patsubst docs/man/%.scd,$(BUILD)/man/%,$(wildcard docs/man/*.scd))

.PHONY: all
all: $(BUILD)/rein

$(BUILD)/rein: $(OBJECTS)
	$(call SAY,ld $@)$(CC) $(FLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

# Unit tests link everything but main() through one archive.
$(BUILD)/parts.a: $(PARTS)
	@rm -f $@
	$(call SAY,ar $@)ar rcs $@ $^

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(SUPPORT) $(BUILD)/parts.a
	$(call SAY,ld $@)$(CC) $(FLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

$(BUILD)/tests/cli/%: $(BUILD)/tests/cli/%.o
	$(call SAY,ld $@)$(CC) $(FLAGS) $(LINK) $(LDFLAGS) -o $@ $^

$(BUILD)/%.o: %.c | $(BUILD)/.deps
	@mkdir -p $(@D)
	$(call SAY,cc $<)$(CC) $(DEFINES) $(CPPFLAGS) $(FLAGS) -MMD -MP -c -o $@ $<

# Style and script of the HTML report: each line a string that C includes.
$(BUILD)/cmd/render/html_assets.o: $(BUILD)/cmd/render/report.css.inc \
	$(BUILD)/cmd/render/report.js.inc
$(BUILD)/%.inc: %
	@mkdir -p $(@D)
	$(call SAY,text $<)sed 's/[\\"]/\\&/g; s/.*/"&\\n",/' $< >$@

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PRECIOUS: $(BUILD)/%.o

# Installed once, when something is missing; without root it says what to run.
$(BUILD)/.deps:
	@mkdir -p $(BUILD)
	@pkg-config --exists $(LIBRARIES) 2>/dev/null || $(MAKE) --no-print-directory deps
	@touch $@

.PHONY: deps
deps:
	@sh tests/support/deps.sh $(DEBIAN)

.PHONY: deps-lint
deps-lint:
	@sh tests/support/deps.sh $(DEBIAN_LINT)

.PHONY: check
check: $(BUILD)/rein $(UNITS)
	@BUILD=$(BUILD) sh tests/run.sh unit

# One sanitized build serves unit tests and command line alike; what a sanitizer
# says fails the run.
.PHONY: test check-asan
test: check-asan
check-asan:
	@$(MAKE) --no-print-directory BUILD=build/asan CFLAGS="-O1 -g" SANITIZE="$(ASAN)" \
		run-sanitized
ASAN = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

.PHONY: run-sanitized
run-sanitized: $(BUILD)/rein $(UNITS) $(AIDS)
	@BUILD=$(BUILD) sh tests/run.sh unit cli

.PHONY: check-valgrind
check-valgrind: $(BUILD)/rein $(UNITS)
	@BUILD=$(BUILD) RUN="valgrind -q --error-exitcode=9 --leak-check=full" \
		sh tests/run.sh unit

# What is found stays in build/fuzz; a mended fault's input becomes a seed.
FUZZ_SECONDS ?= 20
FUZZERS = $(patsubst tests/fuzz/%_fuzz.c,%,$(wildcard tests/fuzz/*_fuzz.c))
.PHONY: fuzz
fuzz:
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang CFLAGS="-O1 -g" \
		SANITIZE="$(ASAN) -fsanitize=fuzzer-no-link" run-fuzzers

.PHONY: run-fuzzers
run-fuzzers: $(FUZZERS:%=fuzz-%)

.PHONY: $(FUZZERS:%=fuzz-%)
$(FUZZERS:%=fuzz-%): fuzz-%: $(BUILD)/tests/fuzz/%_fuzz
	@mkdir -p $(BUILD)/found/$*
	@echo "fuzz $*"; $< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -verbosity=0 \
		-print_final_stats=1 -artifact_prefix=$(BUILD)/$*- $(BUILD)/found/$* \
		testdata/fuzz/$*

$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/parts.a
	$(call SAY,ld $@)$(CC) $(FLAGS) $(LINK) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/tests/fuzz/json_fuzz: $(BUILD)/tests/support/json_twin.o

# OPTIONS are the emulator's: make bench-emulator OPTIONS="--db /tmp/bench.db"
.PHONY: bench-emulator
bench-emulator: $(BUILD)/rein $(BUILD)/tests/bench/emulator
	sh tests/bench/emulator.sh $^ $(OPTIONS)

$(BUILD)/tests/bench/emulator: $(BUILD)/tests/support/raw_http.o

# Takes minutes; nothing else depends on it. docs/BENCHMARKS.md says what it means.
BENCHES = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
.PHONY: bench
bench: $(BUILD)/rein $(BENCHES)
	@BUILD=$(BUILD) sh tests/bench/run.sh

# The tables of docs/BENCHMARKS.md, from what the last `make bench` left.
.PHONY: bench-docs
bench-docs:
	@sh tests/bench/docs.sh $(BUILD)/bench.json docs/BENCHMARKS.md

$(BUILD)/tests/bench/empty: LDFLAGS += -Wl,--no-as-needed

$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/parts.a
	$(call SAY,ld $@)$(CC) $(FLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

.PHONY: golden
golden: $(UNITS)
	@GOLDEN=write BUILD=$(BUILD) sh tests/run.sh unit

# Each file is looked at again only when it, or a header of it, has changed.
CODE = $(SOURCES) $(wildcard tests/*/*.c)
SHELLS = $(wildcard tests/*.sh tests/*/*.sh docs/man/*.sh .ci/run)
CPPCHECK = --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
	--suppress=missingIncludeSystem --suppress=internalAstError \
	--error-exitcode=1 -j2 -I. # cppcheck 2.10 trips over some compound literals
.PHONY: lint
lint: | $(BUILD)/.lint-deps
	@$(MAKE) --no-print-directory -j2 -k $(CODE:%.c=$(BUILD)/lint/%.ok)
	@mkdir -p $(BUILD)/lint/cppcheck
	cppcheck $(CPPCHECK) --cppcheck-build-dir=$(BUILD)/lint/cppcheck $(CODE)
	clang-format --dry-run -Werror $(CODE) $(HEADERS)
	shellcheck $(SHELLS)
	sh tests/layers.sh $(BUILD)

$(BUILD)/lint/%.ok: %.c $(BUILD)/%.o .clang-tidy tests/.clang-tidy
	@mkdir -p $(@D)
	$(call SAY,lint $<)gcc $(DEFINES) -std=c17 -O1 $(if $(filter tests/%,$<),,-fanalyzer) \
		-Werror -c -o $@.o $<
	@clang-tidy --quiet --warnings-as-errors='*' $< -- -std=c17 $(DEFINES) 2>$@.log || \
		{ cat $@.log; exit 1; }
	@rm -f $@.o $@.log; touch $@

$(BUILD)/.lint-deps:
	@mkdir -p $(BUILD)
	@$(MAKE) --no-print-directory deps-lint
	@touch $@

HEADERS = $(wildcard */*.h */*/*.h */*/*/*.h)
.PHONY: fmt
fmt:
	clang-format -i $(CODE) $(HEADERS)

.PHONY: demo
demo: $(BUILD)/rein
	@REIN=$(abspath $<) sh tests/demo.sh

$(BUILD)/man/%: docs/man/%.scd | $(BUILD)/.deps
	@mkdir -p $(@D)
	scdoc <$< >$@

.PHONY: docs
docs: $(BUILD)/rein
	sh docs/man/generate.sh $<

# bash, zsh and fish look for completions below any prefix in XDG_DATA_DIRS.
SHARE = $(DESTDIR)$(PREFIX)/share
.PHONY: install
install: $(BUILD)/rein $(MANUALS)
	install -D -m 755 $< $(DESTDIR)$(PREFIX)/bin/rein
	for page in $(MANUALS); do \
		install -D -m 644 $$page $(SHARE)/man/man$${page##*.}/$${page##*/} || exit; \
	done
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions \
		$(SHARE)/fish/vendor_completions.d
	$< completion bash >$(SHARE)/bash-completion/completions/rein
	$< completion zsh >$(SHARE)/zsh/site-functions/_rein
	$< completion fish >$(SHARE)/fish/vendor_completions.d/rein.fish

.PHONY: help
help:
	@sed -n '/^$$/q; s/^# \{0,1\}//p' Makefile

.PHONY: clean
clean:
	rm -rf build
