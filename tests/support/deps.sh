#!/bin/sh
# Install Debian packages by name, those that are missing; without root, say how.
set -eu
missing=
for package in "$@"; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
		missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
	echo "rein: these Debian packages are missing; install them with:" >&2
	echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
	exit 1
fi
apt-get update -q
# shellcheck disable=SC2086 # the list is words on purpose
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
