#!/bin/sh
# Builds Examples/own-policy, runs its experiment, and reads the results with cafe: the package's own policy and layer are there.
#   test-own-policy.sh CAFE
set -eu
cafe=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/../Examples/own-policy"
swift build -c release --product own-policy
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
.build/release/own-policy experiment.yaml "$results"
"$cafe" compare "$results/own-policy" | tee "$results/table"
grep -q '^greenest .* 3\.0 *$' "$results/table" || { echo "the policy did not take three sites a round" >&2; exit 1; }
grep -q '"tanh"' "$results/own-policy/greenest/seed-1/manifest.json" || { echo "the layer is not there" >&2; exit 1; }
