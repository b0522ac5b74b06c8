#!/bin/sh
# The tests of Integrations/python in a virtual environment below .build, with the versions that pyproject.toml pins.
#   test-python.sh [flower]
# With `flower`, those of real federations alone, which take two to three minutes.
set -eu
cd "$(dirname "$0")/.."
package=Integrations/python
environment=.build/python
extra=test
[ "${1:-}" = flower ] && extra=test,test-flower
python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "Python 3.11 or later with venv is missing: apt-get install python3-venv" >&2
    exit 1
}
# Made anew when a pin changes.
stamp=$environment/$extra
if ! cmp -s $package/pyproject.toml "$stamp"; then
    [ -x $environment/bin/python ] || python3 -m venv $environment
    $environment/bin/pip install --quiet --disable-pip-version-check --editable "$package[$extra]"
    cp $package/pyproject.toml "$stamp"
fi
export CAFE="${CAFE:-$PWD/.build/release/cafe}"
python=$PWD/$environment/bin/python
cd $package
if [ "${1:-}" = flower ]; then
    exec "$python" -m pytest -q tests/flower
fi
"$python" -m ruff check --quiet .
"$python" -m ruff format --check --quiet .
exec "$python" -m pytest -q --ignore tests/flower
