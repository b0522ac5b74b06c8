#!/bin/sh
# Time and memory with many sites in one process: softmax regression on handwritten digits, a budget of 2 % of full
# participation. First how a round grows with the number of sites of four examples, then whole runs: a thousand rounds, and
# a hundred thousand sites of one example each; then selection alone.
# Usage: bench-scale.sh CAFE
set -eu
cafe=$1
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bytes() { for byte in "$@"; do printf "\\$(printf %03o "$byte")"; done; }
big_endian() { bytes $(($1 >> 24 & 255)) $(($1 >> 16 & 255)) $(($1 >> 8 & 255)) $(($1 & 255)); }

# The digits of the repository, so often that every one of $1 sites gets $2 examples: a fifth of them is for testing.
digits() {
    copies=$(($1 * $2 * 5 / 4 / 1797 + 1))
    mkdir -p "$work/digits-$1"
    gzip -dc "$root/Datasets/digits/images-idx3-ubyte.gz" | tail -c +17 >"$work/images"
    gzip -dc "$root/Datasets/digits/labels-idx1-ubyte.gz" | tail -c +9 >"$work/labels"
    {
        bytes 0 0 8 3
        for extent in $((copies * 1797)) 8 8; do big_endian "$extent"; done
        for _ in $(seq $copies); do cat "$work/images"; done
    } | gzip -1c >"$work/digits-$1/images-idx3-ubyte.gz"
    {
        bytes 0 0 8 1
        big_endian $((copies * 1797))
        for _ in $(seq $copies); do cat "$work/labels"; done
    } | gzip -1c >"$work/digits-$1/labels-idx1-ubyte.gz"
}

# Prints the experiment with $1 sites of $3 examples and $2 rounds; single examples are dealt evenly.
experiment() {
    partition='{kind: dirichlet, alpha: 0.3}'
    [ "$3" -gt 1 ] || partition='{kind: iid}'
    cat <<YAML
name: scale-$1-$2
rounds: $2
evaluateEvery: 50
data: {kind: digits, directory: digits-$1, trainExamples: $(($1 * $3)), testExamples: 300}
partition: $partition
model: softmaxRegression
training: {learningRate: 0.1, batchSize: 4}
carbon: {trace: $root/Datasets/carbon/europe-2020-hourly.csv, start: 2020-06-01T00:00Z}
budget: {fractionOfFull: 0.02}
methods:
  - {name: cafe, policy: cafe}
  - {name: budgeted-random, policy: budgetedRandom}
sites:
YAML
    awk -v n="$1" 'BEGIN {
        split("BE DE DK ES FI FR GB IE IT PL", zones)
        for (i = 0; i < n; i++) printf "  - {name: site-%d, zone: %s}\n", i, zones[i % 10 + 1]
    }'
}

number() { sed -n "s/.*\"$2\" : \\([-0-9.e]*\\).*/\\1/p" "$1"; }

row() {
    digits "$1" "$3"
    experiment "$1" "$2" "$3" >"$work/scale.yaml"
    for method in cafe budgeted-random; do
        memory=-
        if /usr/bin/time -f %M true 2>/dev/null; then
            /usr/bin/time -o "$work/memory" -f %M \
                "$cafe" run "$work/scale.yaml" --methods $method --out "$work/out" --quiet --threads 2
            memory=$(awk '{ printf "%.0f", $1 * 1024 / 1e6 }' "$work/memory")
        else
            "$cafe" run "$work/scale.yaml" --methods $method --out "$work/out" --quiet --threads 2
        fi
        run=$work/out/scale-$1-$2/$method/seed-1
        seconds=$(number "$run/summary.json" wall_seconds)
        awk -v n="$1" -v rounds="$2" -v method=$method -v s="$seconds" -v memory="$memory" \
            -v selected="$(number "$run/summary.json" mean_selected)" \
            -v accuracy="$(number "$run/summary.json" final_accuracy)" \
            -v kilobytes="$(du -sk "$run" | cut -f1)" 'BEGIN {
            printf "%7d %7d  %-16s %9.1f %9.2f %6s %9.1f %9.1f %9.3f\n", n, rounds, method, s, 1000 * s / rounds, memory,
                kilobytes / 1024, selected, accuracy }'
    done
    rm -rf "$work/out"
}

echo "  sites  rounds  method           seconds  ms/round     MB   files MB  selected  accuracy"
for sites in 100 1000 10000; do row $sites 50 4; done
row 1000 1000 4
row 100000 100 1
echo
echo "selection alone, random gradients of 650 numbers:"
"$cafe" bench selection --sites 1000,3000,10000,30000,100000,1000000 --rounds 3
