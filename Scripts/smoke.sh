#!/bin/sh
# Runs every committed experiment file with its `smoke:` settings: seconds each, results thrown away.
set -eu
cafe=${CAFE:-.build/release/cafe}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for file in Experiments/*/experiment.yaml; do
    echo "smoke: $file"
    "$cafe" run "$file" --smoke --out "$folder" --quiet
done
