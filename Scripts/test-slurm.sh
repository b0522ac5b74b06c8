#!/bin/sh
# Runs a sweep as a Slurm job array on a one-node Slurm of its own (Debian: slurm-wlm, munge) and holds every file against
# a single run's. Where Slurm is missing or cannot run, as many processes with --shard run at once instead.
# Usage: test-slurm.sh CAFE
set -eu
cafe=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
started=""
finish() {
    for process in $started; do kill "$process" 2>/dev/null || true; done
    wait
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

# The quickstart at two budgets: 2 variants, 3 methods, 2 seeds.
sed 's|\.\./\.\./|'"$(pwd)"'/|g' Experiments/quickstart/experiment.yaml >"$work/sweep.yaml"
printf 'sweep: {product: {budget.fractionOfFull: [0.1, 0.3]}}\n' >>"$work/sweep.yaml"
shards=4
"$cafe" run "$work/sweep.yaml" --out "$work/alone" --threads 1 --quiet

# Starts munged, slurmctld and slurmd under this user, with all that they write in $work; false if one does not come up.
start_slurm() {
    for program in munged slurmctld slurmd sbatch scontrol sinfo; do
        PATH=$PATH:/usr/sbin:/sbin command -v $program >/dev/null || { echo "no $program here"; return 1; }
    done
    PATH=$PATH:/usr/sbin:/sbin
    mkdir -p "$work/slurm/state" "$work/slurm/spool"
    chmod 755 "$work"
    head -c 1024 /dev/urandom >"$work/slurm/munge.key"
    chmod 400 "$work/slurm/munge.key"
    munged --foreground --force --key-file="$work/slurm/munge.key" --socket="$work/slurm/munge.socket" \
        --log-file="$work/slurm/munged.log" --pid-file="$work/slurm/munged.pid" --seed-file="$work/slurm/munged.seed" \
        >"$work/slurm/munged.out" 2>&1 &
    started="$started $!"
    host=$(hostname -s)
    user=$(id -un)
    port=$((20000 + $$ % 20000))
    cat >"$work/slurm/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$work/slurm/munge.socket
CredType=cred/munge
StateSaveLocation=$work/slurm/state
SlurmdSpoolDir=$work/slurm/spool
SlurmctldPidFile=$work/slurm/slurmctld.pid
SlurmdPidFile=$work/slurm/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(getconf _NPROCESSORS_ONLN) RealMemory=2048 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
    SLURM_CONF=$work/slurm/slurm.conf
    export SLURM_CONF
    sleep 1
    slurmctld -D -i >"$work/slurm/slurmctld.log" 2>&1 &
    started="$started $!"
    slurmd -D -N "$host" >"$work/slurm/slurmd.log" 2>&1 &
    started="$started $!"
    for _ in $(seq 40); do
        sinfo --noheader --format %t 2>/dev/null | grep -q '^idle' && return 0
        sleep 0.5
    done
    echo "no node came up; slurmctld and slurmd said:"
    tail -n 3 "$work/slurm/slurmctld.log" "$work/slurm/slurmd.log"
    return 1
}

if start_slurm; then
    how="a Slurm array of $shards tasks"
    EXPERIMENT=$work/sweep.yaml CAFE=$cafe RESULTS=$work/parts sbatch --wait --quiet --array=1-$shards --mem=0 \
        --output="$work/%A-%a.log" Experiments/slurm/array.sbatch || { cat "$work"/*.log; exit 1; }
else
    how="$shards processes at once"
    processes=""
    for shard in $(seq $shards); do
        "$cafe" run "$work/sweep.yaml" --out "$work/parts" --threads 1 --quiet --shard "$shard/$shards" &
        processes="$processes $!"
    done
    for process in $processes; do wait "$process"; done
fi

[ "$(find "$work/alone" -name manifest.json | wc -l)" -eq 12 ]
"$cafe" diff "$work/alone" "$work/parts"
echo "$how: every file as in a single process"
