#!/bin/sh
# Runs every peers/*.py with the release binary as its argument, in a throw-away virtual environment under .build that holds
# what the scripts' `needs:` lines name; a package that cannot be installed is reported and left out.
cafe=${1:-.build/release/cafe}
here=$(dirname "$0")
venv=.build/peers
python3 -m venv "$venv" || exit 1
for package in $(sed -n 's/^needs: *//p' "$here"/*.py | tr ' ' '\n' | sort -u); do
    "$venv/bin/pip" install --quiet "$package" || echo "$package could not be installed" >&2
done
failures=0
for script in "$here"/*.py; do
    "$venv/bin/python" "$script" "$cafe" || failures=$((failures + 1))
done
exit "$failures"
