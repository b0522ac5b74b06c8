#!/bin/sh
# Runs every committed experiment file with its `smoke:` settings: seconds each, results thrown away. The log of a run that
# fails is shown; an experiment whose data set is not installed here is named and passed over.
set -eu
cafe=${CAFE:-.build/release/cafe}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0
for file in Experiments/*/experiment.yaml; do
    if "$cafe" run "$file" --smoke --out "$folder" --quiet >"$folder/log" 2>&1; then
        echo "smoke: $file"
    elif grep -q 'apt-get install dataset-fashion-mnist' "$folder/log"; then
        echo "smoke: $file: SKIPPED, Fashion-MNIST is not installed"
    else
        echo "smoke: $file: FAILS"
        cat "$folder/log"
        failures=$((failures + 1))
    fi
done
[ "$failures" -eq 0 ] || { echo "$failures experiments fail" >&2; exit 1; }
