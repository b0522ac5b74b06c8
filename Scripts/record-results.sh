#!/bin/sh
# Writes what the results of an experiment came to into its folder: expected.json, and the README from "## Result" on.
# Usage: record-results.sh QUESTION...      with CAFE and RESULTS from the environment; run `make figure-QUESTION` first.
set -eu
cafe=${CAFE:-.build/release/cafe}
results=${RESULTS:-Results}
# The values of a key over all manifests, each once; "a, b" if there are several.
values() {
    find "$results/$1" -path '*/replaced/*' -prune -o -name manifest.json -print |
        xargs sed -n "s/.*\"$2\" : \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p" | sort -u | paste -sd, - | sed 's/,/, /g'
}
for question; do
    folder=Experiments/$question
    "$cafe" check "$folder" --results "$results" --record
    readme=$folder/README.md
    sed -n '/^## Result/q;p' "$readme" >"$readme.new"
    {
        echo "## Result"
        echo
        "$cafe" compare "$results/$question" --metric mean_accuracy_last_tenth --intervals --markdown |
            sed 's|^\([a-z0-9-]*/[a-zA-Z0-9.=,-]*\)$|### \1\n|'
        echo
        commit=$(values "$question" commit | sed 's/\([0-9a-f]\{7\}\)[0-9a-f]*/\1/g')
        [ "$(values "$question" dirty)" = false ] || commit="$commit with uncommitted changes"
        time=$(find "$results/$question" -path '*/replaced/*' -prune -o -name summary.json -print | xargs cat |
            awk -F: '/wall_seconds/ {sum += $2} END {if (sum < 120) printf (sum < 10 ? "%.1f seconds" : "%.0f seconds"), sum; else printf "%.1f minutes", sum / 60}')
        runs=$(find "$results/$question" -path '*/replaced/*' -prune -o -name summary.json -print | wc -l)
        echo "Commit $commit, OpenBLAS kernels $(values "$question" openblas_core); $((runs)) runs, $time of run time in all."
    } >>"$readme.new"
    mv "$readme.new" "$readme"
    echo "$readme"
done
