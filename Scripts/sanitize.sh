#!/bin/sh
# The tests under the thread and the address sanitizer, each in a build folder of its own; what it says goes to a log there.
# A report that names only Mutex is the false one that Scripts/MutexUnderThreadSanitizer.swift shows.
set -eu
status=0
for sanitizer in thread address; do
    folder=.build-$sanitizer
    mkdir -p "$folder"
    log=$folder/sanitizer.log
    # Suites that compute for minutes are slow without showing more than the others.
    ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=halt_on_error=0 \
        swift test --sanitize="$sanitizer" --scratch-path "$folder" --no-parallel \
        --filter "${FILTER:-DocumentsTests|RunStoreTests|ReproducibilityTests|ResumeTests|DamagedRunTests|FailingRunTests}" \
        >"$log" 2>&1 || status=1
    # Blocks of a report, without those whose only frames of ours are inside a Mutex.
    awk '/WARNING: ThreadSanitizer|ERROR: AddressSanitizer/ { inside = 1; block = "" }
         inside { block = block "\n" $0 }
         inside && /^SUMMARY/ { if (block !~ /Mutex|withLock/) { print block; found = 1 } inside = 0 }
         END { exit found }' "$log" || status=1
    echo "$sanitizer: $(grep -c "Sanitizer: " "$log" || true) reports, $(grep "Test run with" "$log" | tail -1); log in $log"
done
exit $status
