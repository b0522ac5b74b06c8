#!/bin/sh
# Runs every peers/*.py with the release binary as its argument, in a throw-away virtual environment that holds what the
# scripts' `needs:` lines name.
set -e
here=$(dirname "$0")
cafe=${1:-.build/release/cafe}
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
# shellcheck disable=SC2046
"$venv/bin/pip" -q install $(sed -n 's/.*needs: *//p' "$here"/*.py | sort -u)
for script in "$here"/*.py; do "$venv/bin/python" "$script" "$cafe"; done
