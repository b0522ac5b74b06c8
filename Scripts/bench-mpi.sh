#!/bin/sh
# A round of 16 sites over 1, 2 and 4 ranks of one machine, one thread each: seconds, speed-up and the share of rank 0's time
# in transfers and in waiting for other ranks. Ranks beyond the cores share them.
# Usage: bench-mpi.sh CAFE_WITH_MPI [ROUNDS]
set -eu
mpi=$1
rounds=${2:-10}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Open MPI asks for both where it runs as root or with more ranks than cores; elsewhere they do nothing.
launch() { mpirun --allow-run-as-root --oversubscribe "$@"; }

# A multilayer perceptron with two hidden layers of $1 on the digits, full participation.
experiment() {
    cat <<YAML
name: mpi
rounds: $rounds
evaluateEvery: 1000
data: {kind: digits, directory: $root/Datasets/digits}
partition: iid
model: {kind: mlp, hidden: [$1, $1]}
training: {learningRate: 0.05, batchSize: 32, localEpochs: 2}
carbon: {trace: $root/Datasets/carbon/europe-2020-hourly.csv, start: 2020-06-01T00:00Z}
budget: {fractionOfFull: 1}
methods: [{name: full, policy: full}]
sites:
YAML
    awk 'BEGIN {
        split("BE DE DK ES FI FR GB IE IT PL", zones)
        for (i = 0; i < 16; i++) printf "  - {name: site-%d, zone: %s}\n", i, zones[i % 10 + 1]
    }'
}

number() { sed -n "s/.*\"$2\" : \\([-0-9.e]*\\).*/\\1/p" "$1"; }

echo "parameters  ranks  ms/round  speed-up  transfers, %  waiting, %  MB/round over ranks"
for hidden in 64 256 1024; do
    experiment $hidden >"$work/mpi.yaml"
    parameters=$((64 * hidden + hidden + hidden * hidden + hidden + hidden * 10 + 10))
    alone=""
    for ranks in 1 2 4; do
        rm -rf "$work/out"
        launch -np $ranks "$mpi" run "$work/mpi.yaml" --threads 1 --out "$work/out" --quiet 2>"$work/log" ||
            { cat "$work/log"; exit 1; }
        seconds=$(number "$work/out/mpi/full/seed-1/summary.json" wall_seconds)
        alone=${alone:-$seconds}
        # "N ranks; rank 0 spent T s in transfers and W s waiting for others"
        times=$(sed -n 's/.*spent \([^ ]*\) s in transfers and \([^ ]*\) s waiting.*/\1 \2/p' "$work/log")
        awk -v p=$parameters -v ranks=$ranks -v s="$seconds" -v alone="$alone" -v times="${times:-0 0}" \
            -v rounds="$rounds" 'BEGIN {
            split(times, t)
            # The model goes out to every other rank, the updates of its sites come back.
            megabytes = ranks > 1 ? 4e-6 * p * ((ranks - 1) + 16 * (ranks - 1) / ranks) : 0
            printf "%10d  %5d  %8.1f  %8.2f  %12.1f  %10.1f  %19.1f\n", p, ranks, 1000 * s / rounds, alone / s,
                100 * t[1] / s, 100 * t[2] / s, megabytes }'
    done
done
