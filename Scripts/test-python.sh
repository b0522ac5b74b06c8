#!/bin/sh
# The tests of Integrations/python in a virtual environment below .build, with the versions that pyproject.toml pins.
#   test-python.sh [flower | plot]
# With `flower`, those of real federations alone, which take two to three minutes; `plot` installs what the guides draw with, too.
# Without Python, or a registry to install from, nothing is tested, and that is said.
set -eu
cd "$(dirname "$0")/.."
package=Integrations/python
environment=.build/python
case ${1:-} in flower) extra=test,test-flower ;; plot) extra=test,plot ;; *) extra=test ;; esac
python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "$package: SKIPPED, Python 3.11 or later with venv is not here (apt-get install python3-venv)" >&2
    exit 0
}
# Made anew when a pin changes.
stamp=$environment/$extra
if ! cmp -s $package/pyproject.toml "$stamp"; then
    [ -x $environment/bin/python ] || python3 -m venv $environment
    # Compiled when they are imported; most of the time would go into what is not.
    $environment/bin/pip install --quiet --disable-pip-version-check --no-compile --editable "$package[$extra]" || {
        echo "$package: SKIPPED, its packages cannot be installed here" >&2
        exit 0
    }
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
