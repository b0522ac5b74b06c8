#!/bin/sh
# Runs the benchmark grid, cell by cell; what is finished stays, so the same command goes on after an interruption.
# Usage: run.sh [--data fashion|digits] [options of `cafe run`, such as --methods cafe --seeds 1,2 --jobs 2]
set -e
cd "$(dirname "$0")/../.."
cafe=${CAFE:-.build/release/cafe}
results=${RESULTS:-Results}/benchmark-grid
datasets="digits fashion"
if [ "$1" = --data ]; then datasets=$2; shift 2; fi

for data in $datasets; do
  case $data in
    digits) source='{kind: digits}' ;;
    fashion) source='{kind: fashionMNIST, trainExamples: 10000, testExamples: 5000}' ;;
  esac
  for partition in dirichlet03 dirichlet01 carbonCorrelated; do
    case $partition in
      dirichlet03) split='{kind: dirichlet, alpha: 0.3}' ;;
      dirichlet01) split='{kind: dirichlet, alpha: 0.1}' ;;
      carbonCorrelated) split='{kind: carbonCorrelated}' ;;
    esac
    for budget in 10 25 50; do
      for start in january july; do
        case $start in january) instant=2020-01-01T00:00Z ;; july) instant=2020-07-01T00:00Z ;; esac
        "$cafe" run Experiments/benchmark-grid/experiment.yaml --out "$results" \
          --set "name=$data-$partition-b$budget-$start" --set "data=$source" --set "partition=$split" \
          --set "budget.fractionOfFull=0.$budget" --set "carbon.start=$instant" "$@"
      done
    done
  done
done
