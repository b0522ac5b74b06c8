#!/bin/sh
# What stands in a run's way, with real processes: Ctrl-C, a second process, a killed one, a full disk, a folder that may not
# be written to. After each the same command is given again, and every file is held against an uninterrupted run's; so are
# other numbers of threads, jobs and shards. Usage: test-interruptions.sh CAFE
set -eu
cafe=$1
work=$(mktemp -d)
mounted=""
finish() {
    [ -z "$mounted" ] || umount "$mounted"
    rm -rf "$work"
}
trap finish EXIT
rounds=1500
run="exec $cafe run Experiments/quickstart/experiment.yaml --set rounds=$rounds --methods cafe,random-k --seeds 1 --quiet"

# compare FOLDER WHAT: every file of both methods as in the whole run.
compare() {
    "$cafe" diff "$work/whole" "$1"
    echo "ok: $2"
}

# Starts a run in the background and waits until it has done some rounds; sets $process.
start() {
    ($run --out "$1" --checkpoint-every 20) 2>"$work/log" &
    process=$!
    for _ in $(seq 400); do
        [ "$(cat "$1/quickstart/cafe/seed-1/rounds.csv" 2>/dev/null | wc -l)" -gt 30 ] && return
        sleep 0.02
    done
    echo "no run began"
    cat "$work/log"
    exit 1
}

fail() {
    echo "$1"
    cat "$work/log"
    exit 1
}

($run --out "$work/whole" --threads 1)

# Ctrl-C: the round is finished, the state saved, the exit status 130.
start "$work/interrupted"
kill -INT $process
status=0
wait $process || status=$?
[ $status -eq 130 ] || fail "SIGINT: exit status $status"
grep -q "Stopped and saved" "$work/log" || fail "SIGINT: not said"
[ -f "$work/interrupted/quickstart/cafe/seed-1/checkpoint.bin" ] || fail "SIGINT: no checkpoint"
"$cafe" runs "$work/interrupted" | grep -q "1 interrupted" || fail "SIGINT: not listed as interrupted"
($run --out "$work/interrupted")
compare "$work/interrupted" "SIGINT saves, exits with 130 and goes on"

# SIGQUIT and SIGABRT end the program, whatever handlers the runtime installs.
for signal in QUIT:131 ABRT:134; do
    start "$work/ended"
    kill -"${signal%:*}" $process
    status=0
    wait $process || status=$?
    [ $status -eq "${signal#*:}" ] || fail "SIG${signal%:*}: exit status $status"
    rm -rf "$work/ended"
done
echo "ok: SIGQUIT and SIGABRT end the program"

# A second process on the same directory refuses and names the first, which is then killed and leaves its lock file.
start "$work/contested"
status=0
($run --out "$work/contested") 2>"$work/second" || status=$?
if [ $status -eq 0 ] || ! grep -q "is being written by process $process " "$work/second"; then
    cat "$work/second"
    fail "a second process was let in (exit status $status)"
fi
"$cafe" runs "$work/contested" | grep -q "1 running" || fail "not listed as running"
kill -9 $process
wait $process 2>/dev/null || true
[ -f "$work/contested/quickstart/cafe/.seed-1.lock" ] || fail "no lock was left; the next step would prove nothing"
($run --out "$work/contested")
compare "$work/contested" "a second process refuses and names the first; the lock of a killed one is taken over"

# A disk that fills up: a small file system where one can be mounted, else a limit on the size of files.
mkdir "$work/disk"
status=0
if mount -t tmpfs -o size=160k none "$work/disk" 2>/dev/null; then
    mounted=$work/disk
    ($run --out "$work/disk" --checkpoint-every 20) 2>"$work/log" || status=$?
    reason="No space left"
    mount -o remount,size=64m "$work/disk"
else
    (trap '' XFSZ && ulimit -f 100 && $run --out "$work/disk" --checkpoint-every 20) 2>"$work/log" || status=$?
    reason="File too large"
fi
if [ $status -eq 0 ] || ! grep -q "$reason" "$work/log"; then fail "a full disk: exit status $status"; fi
[ "$(grep -c "^Error" "$work/log")" -eq 1 ] || fail "a full disk: not one message"
sed -n 's/^Error: /  /p' "$work/log"
($run --out "$work/disk")
compare "$work/disk" "a full disk is said and costs nothing"

# A folder that may not be written to; root may write to most.
status=0
($run --out /proc/cafe) 2>"$work/log" || status=$?
[ $status -ne 0 ] && grep -q "/proc/cafe.*cannot be created" "$work/log" || fail "an unwritable folder: exit status $status"
sed -n 's/^Error: /  /p' "$work/log"

# Limits of the process: said at the start, where the libraries would crash or wait for ever.
for limit in "-v 204800" "-n 8"; do
    status=0
    # shellcheck disable=SC2086
    (ulimit $limit && eval "$run --out $work/limited") 2>"$work/log" || status=$?
    [ $status -eq 1 ] && grep -q "^Error: .*ulimit" "$work/log" || fail "ulimit $limit: exit status $status"
    sed -n 's/^Error: /  /p' "$work/log"
done

# Threads, jobs and the order of shards.
($run --out "$work/threads" --threads 3)
compare "$work/threads" "three threads"
($run --out "$work/jobs" --threads 2 --jobs 2)
compare "$work/jobs" "two jobs at once"
for shard in 2/2 1/2; do ($run --out "$work/shards" --shard $shard); done
compare "$work/shards" "two shards, the second first"
