#!/bin/sh
# Runs the experiments behind a figure of Results/figures and draws it. Used by `make figures` and `make figure-NAME`.
# Usage: figures.sh NAME|all      with SCALE=full (default) or quick, CAFE and RESULTS from the environment.
set -eu
cafe=${CAFE:-.build/release/cafe}
results=${RESULTS:-Results}
scale=${SCALE:-full}
all="carbon methods penalty-weight budget heterogeneity utilities gradient-sources solvers"

case $scale in
full) changes="" ;;
quick)
    results=$results/quick
    changes="--seeds 1,2 --set rounds=40"
    ;;
*) echo "SCALE=$scale: expected full or quick" >&2; exit 2 ;;
esac
figures=$results/figures

# run QUESTION [options of cafe run]: finished runs are kept, so that an interrupted target goes on where it was.
run() {
    question=$1
    shift
    # shellcheck disable=SC2086
    "$cafe" run "Experiments/$question/experiment.yaml" --out "$results" $changes "$@"
}

draw() {
    "$cafe" figure "$@" --out "$figures"
}

figure() {
    case $1 in
    carbon)
        "$cafe" carbon plot Datasets/carbon/europe-2020-hourly.csv --zones BE,DE,DK,ES,FI,FR,GB,IE,IT,PL \
            --week 2020-06-01 --out "$figures"
        ;;
    methods)
        run methods
        "$cafe" compare "$results/methods" --metric mean_accuracy_last_tenth
        draw methods "$results/methods"
        # Eight lines are as many as a column holds; the others are in the table and in the figure above.
        for kind in accuracy-rounds accuracy-carbon cumulative-carbon selection-map; do
            draw $kind "$results/methods" \
                --methods cafe-paced,cafe,myopic,full,budgeted-random,lowest-intensity,divfl,oort
        done
        ;;
    penalty-weight)
        run penalty-weight
        "$cafe" compare "$results/penalty-weight"
        draw queue "$results/penalty-weight"
        draw trade-off "$results/penalty-weight"
        ;;
    budget)
        for percent in 10 25 50 75; do
            run budget --set name=budget-$percent --set "budget.fractionOfFull=0.$percent"
        done
        draw accuracy-budget "$results/budget-10" "$results/budget-25" "$results/budget-50" "$results/budget-75"
        ;;
    heterogeneity)
        for alpha in 0.1 0.3 1 10; do
            run heterogeneity --set name=heterogeneity-$alpha --set partition.alpha=$alpha
        done
        draw accuracy-heterogeneity "$results/heterogeneity-0.1" "$results/heterogeneity-0.3" \
            "$results/heterogeneity-1" "$results/heterogeneity-10"
        ;;
    utilities | gradient-sources | solvers)
        if [ "$1" = solvers ]; then "$cafe" bench solvers --figure "$figures"; fi
        run "$1"
        "$cafe" compare "$results/$1" --metric mean_accuracy_last_tenth
        draw methods "$results/$1"
        ;;
    *)
        echo "no figure '$1' (known: $all)" >&2
        exit 2
        ;;
    esac
}

if [ "${1:-all}" = all ]; then
    for name in $all; do figure "$name"; done
else
    figure "$1"
fi
