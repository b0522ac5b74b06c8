#!/bin/sh
# Prints an experiment with many sites: softmax regression on the digits, every site with its part of their 1,438
# examples, so 1,438 sites at most. Usage: scale-experiment.sh SITES ROUNDS
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cat <<YAML
name: scale-$1-$2
seeds: [1]
rounds: $2
evaluateEvery: 50
data: {kind: digits}
partition: iid
model: softmaxRegression
training: {learningRate: 0.1, batchSize: 8, localEpochs: 1}
carbon: {trace: $root/Datasets/carbon/europe-2020-hourly.csv, start: 2020-06-01T00:00Z}
budget: {fractionOfFull: 0.25}
recordGradients: false
methods:
  - {name: cafe, policy: {kind: cafe, utility: facilityLocation, gradients: stale, penaltyWeight: 1}}
  - {name: random-k, policy: random}
sites:
YAML
awk -v n="$1" 'BEGIN {
    split("BE DE DK ES FI FR GB IE IT PL", zones)
    for (i = 0; i < n; i++) printf "  - {name: site-%d, zone: %s}\n", i, zones[i % 10 + 1]
}'
