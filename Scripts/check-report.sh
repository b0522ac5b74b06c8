#!/bin/sh
# Opens a report in headless Chromium: see check-report.py, which runs in a virtual environment below .build.
# Usage: check-report.sh [REPORT.html [FOLDER for pictures]]; without a report, one of a small experiment is made.
set -eu
environment=.build/check-report
packages="selenium==4.51.0 axe-core-python==0.1.0"
skip() { echo "check-report: SKIPPED, $1" >&2; exit 0; }
command -v chromedriver >/dev/null || skip "no Chromium with its driver here (apt-get install chromium chromium-driver)"
python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
    skip "no Python 3.10 or later with venv here (apt-get install python3-venv)"
[ -x $environment/bin/python ] || python3 -m venv $environment
$environment/bin/pip install --quiet --disable-pip-version-check $packages || skip "$packages cannot be installed here"
folder=${2:-$(mktemp -d)}
if [ $# -gt 0 ]; then
    report=$1
else
    cafe=${CAFE:-.build/release/cafe}
    "$cafe" run Experiments/quickstart/experiment.yaml --smoke --out "$folder/results" --quiet
    report=$("$cafe" report "$folder/results/quickstart" -o "$folder/report.html")
fi
exec $environment/bin/python Scripts/check-report.py "$report" "$folder"
