#!/bin/sh
# Holds runs over 1, 2 and 4 ranks against a run without MPI, byte by byte; then a rank that fails, then a resume.
# Usage: test-mpi.sh CAFE_WITH_MPI CAFE
set -eu
mpi=$1
cafe=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Open MPI asks for both where it runs as root or with more ranks than cores; elsewhere they do nothing.
launch() { mpirun --allow-run-as-root --oversubscribe "$@"; }
file=Experiments/quickstart/experiment.yaml
settings="--set rounds=20 --seeds 1 --threads 1 --quiet"

# shellcheck disable=SC2086
{
    for gradients in exact stale; do
        rm -rf "$work"/*
        "$cafe" run $file $settings --set "methods.cafe.policy.gradients=$gradients" --out "$work/alone"
        for ranks in 1 2 4; do
            launch -np $ranks "$mpi" run $file $settings --set "methods.cafe.policy.gradients=$gradients" \
                --out "$work/$ranks"
            "$cafe" diff "$work/alone" "$work/$ranks"
            echo "$gradients gradients, $ranks ranks: every file as without MPI"
        done
    done

    # A job that is killed goes on, also with another number of ranks.
    long="--seeds 1 --threads 1 --quiet --set rounds=600 --set methods.cafe.policy.gradients=stale"
    rm -rf "$work/alone"
    "$cafe" run $file $long --out "$work/alone"
    # exec: the process that is killed is mpirun itself; its ranks end when they miss it.
    (exec mpirun --allow-run-as-root --oversubscribe -np 2 "$mpi" run $file $long --checkpoint-every 10 \
        --out "$work/parts") 2>/dev/null &
    job=$!
    for _ in $(seq 600); do
        [ "$(cat "$work/parts/quickstart/cafe/seed-1/rounds.csv" 2>/dev/null | wc -l)" -gt 30 ] && break
        sleep 0.02
    done
    kill -9 $job
    wait $job 2>/dev/null || true
    # Its ranks notice within seconds that it is gone; the results are theirs until then.
    for _ in $(seq 150); do
        pgrep -f -- "--out $work/parts" >/dev/null || break
        sleep 0.2
    done
    for rank in $(pgrep -f -- "--out $work/parts"); do kill -9 "$rank"; done
    "$cafe" runs "$work/parts" | grep -q "1 interrupted"
    launch -np 3 "$mpi" run $file $long --out "$work/parts"
    "$cafe" diff "$work/alone" "$work/parts"
    echo "killed with 2 ranks and continued with 3: every file as without MPI"

    # Diverged training is one failed run; a file that is missing at a rank ends the job.
    status=0
    launch -np 2 "$mpi" run $file $settings --set training.learningRate=1e30 --out "$work/diverged" \
        >"$work/log" 2>&1 || status=$?
    [ $status -ne 0 ] && grep -q "training diverged" "$work/log"
    status=0
    launch -np 1 "$mpi" run $file $settings --out "$work/failing" : \
        -np 1 "$mpi" run $file $settings --set data.directory=/nowhere --out "$work/failing" >"$work/log" 2>&1 || status=$?
    [ $status -ne 0 ] && grep -q "^rank 1: " "$work/log"
    echo "a rank that fails ends the job: $(grep '^rank 1: ' "$work/log")"
}
