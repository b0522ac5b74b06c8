#!/bin/sh
# Kills a run with SIGKILL at random instants until it is through, and holds its files against an uninterrupted run.
# Usage: kill-and-resume.sh CAFE [TRIALS] [ROUNDS]
set -eu
cafe=$1
trials=${2:-5}
rounds=${3:-300}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run() {
    "$cafe" run Experiments/quickstart/experiment.yaml --set "rounds=$rounds" --seeds 1 --quiet "$@"
}
run --out "$work/whole"
kills=0
for trial in $(seq "$trials"); do
    rm -rf "$work/parts"
    while :; do
        # exec: the process that is killed is the program itself.
        (exec "$cafe" run Experiments/quickstart/experiment.yaml --set "rounds=$rounds" --seeds 1 --quiet \
            --out "$work/parts" --checkpoint-every 5) &
        pid=$!
        sleep "$(od -An -N2 -tu2 /dev/urandom | awk '{ printf "%.3f", ($1 % 2000) / 1000 }')"
        kill -9 "$pid" 2>/dev/null && kills=$((kills + 1))
        wait "$pid" 2>/dev/null && break
    done
    "$cafe" diff "$work/whole" "$work/parts"
done
[ "$kills" -ge "$trials" ] || { echo "$kills kills in $trials runs show nothing; raise ROUNDS" >&2; exit 1; }
echo "$trials runs of 3 methods, $kills kills, every file as in the uninterrupted run"
