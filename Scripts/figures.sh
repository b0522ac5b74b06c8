#!/bin/sh
# Runs the experiments behind the figures of a question and draws them. Used by `make figures` and `make figure-NAME`.
# Usage: figures.sh QUESTION|all      with SCALE=full (default) or quick, CAFE and RESULTS from the environment.
set -eu
cafe=${CAFE:-.build/release/cafe}
results=${RESULTS:-Results}
scale=${SCALE:-full}
asked=${1:-all}
all="carbon methods penalty-weight budget heterogeneity utilities gradient-sources solvers theory-check cifar10 cifar100"

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
    "$cafe" run "Experiments/$question/experiment.yaml" --out "$results" --jobs "$(getconf _NPROCESSORS_ONLN)" $changes "$@"
}

draw() {
    "$cafe" figure "$@" --out "$figures"
}

# table QUESTION: for reading, and beside the figures as Markdown and CSV.
table() {
    mkdir -p "$figures"
    "$cafe" compare "$results/$1" --metric mean_accuracy_last_tenth --intervals
    "$cafe" compare "$results/$1" --metric mean_accuracy_last_tenth --intervals --markdown >"$figures/$1-table.md"
    "$cafe" compare "$results/$1" --metric mean_accuracy_last_tenth --csv >"$figures/$1-table.csv"
    echo "$figures/$1-table.md"
    echo "$figures/$1-table.csv"
}

# cifar NAME: the accuracy figures on data that the user has to fetch.
cifar() {
    if ! problem=$("$cafe" data check "$1" 2>&1 >/dev/null); then
        echo "$1: no figures: $problem" >&2
        # Data that is not there is no failure of `make figures`; data that is broken is, and so is asking for it alone.
        case $asked-$problem in all-*"not found"*) return 0 ;; *) return 1 ;; esac
    fi
    if [ "$scale" = quick ]; then
        run "$1" --set data.trainExamples=2000 --set data.testExamples=1000
    else
        run "$1"
    fi
    table "$1"
    base="$results/$1/fractionOfFull=0.25,alpha=0.3"
    for kind in methods accuracy-rounds accuracy-carbon cumulative-carbon; do
        draw $kind "$base" --name "$1-$kind"
    done
    draw accuracy-budget "$results/$1/fractionOfFull=0.1,alpha=0.3" "$base" \
        "$results/$1/fractionOfFull=0.5,alpha=0.3" --name "$1-accuracy-budget"
    draw accuracy-heterogeneity "$results/$1/fractionOfFull=0.25,alpha=0.1" "$base" \
        "$results/$1/fractionOfFull=0.25,alpha=1" --name "$1-accuracy-heterogeneity"
}

figure() {
    case $1 in
    carbon)
        "$cafe" carbon plot Datasets/carbon/europe-2020-hourly.csv --zones BE,DE,DK,ES,FI,FR,GB,IE,IT,PL \
            --week 2020-06-01 --out "$figures"
        ;;
    methods)
        run methods
        "$cafe" certify "$results/methods" >/dev/null
        table methods
        draw methods "$results/methods"
        draw selection-map "$results/methods" --method cafe
        # The rules that the text speaks of; all others are in the table and in the figure of methods.
        for kind in accuracy-rounds accuracy-carbon cumulative-carbon; do
            draw $kind "$results/methods" \
                --methods cafe,cafe-published,full,budgeted-random,lowest-intensity,divfl,oort
        done
        ;;
    penalty-weight)
        run penalty-weight
        table penalty-weight
        draw queue "$results/penalty-weight"
        draw trade-off "$results/penalty-weight"
        ;;
    theory-check)
        run theory-check
        published="kind: cafe, variant: published, gradients: updates"
        # Once on independent slots, as the theorem has them, and once in the order in which they were recorded.
        for slots in "--resample 20000 --figure $figures" ""; do
            # shellcheck disable=SC2086
            "$cafe" replay "$results"/theory-check/everybody/seed-* --policy "exact={$published, solver: exact}" \
                --policy "double greedy={$published}" --penalty-weights 0.1,0.3,1,3,10,30,100,300,1000 \
                --budgets 25% --soft-budget --bound $slots
        done
        ;;
    budget | heterogeneity)
        run "$1"
        table "$1"
        draw "accuracy-$1" "$results/$1"
        ;;
    utilities | gradient-sources | solvers)
        if [ "$1" = solvers ]; then "$cafe" bench solvers --figure "$figures"; fi
        run "$1"
        table "$1"
        draw methods "$results/$1"
        ;;
    cifar10 | cifar100)
        cifar "$1"
        ;;
    *)
        echo "no figure '$1' (known: $all)" >&2
        exit 2
        ;;
    esac
}

if [ "$asked" = all ]; then
    count=$(echo "$all" | wc -w)
    number=0
    for name in $all; do
        number=$((number + 1))
        echo "== $name ($number of $((count)))" >&2
        figure "$name"
    done
else
    figure "$asked"
fi
