#!/bin/sh
# Installs what the project needs from Debian or Ubuntu, and says so. On other systems it says what is missing.
set -eu

command -v swift >/dev/null || {
    echo "Swift is missing: install Swift 6.1 or later from https://www.swift.org/install and run this again." >&2
    exit 1
}

# Compiled modules hold the path of their checkout: those of a copied or moved one are of no use.
if [ -f .build/checkout ] && [ "$(cat .build/checkout)" != "$PWD" ]; then
    echo "This checkout was copied or moved from $(cat .build/checkout): its builds start anew." >&2
    rm -rf .build .build-mpi .build-install
fi
mkdir -p .build
echo "$PWD" >.build/checkout

if ! command -v dpkg-query >/dev/null; then
    pkg-config --exists openblas zlib 2>/dev/null || {
        echo "This is neither Debian nor Ubuntu: install OpenBLAS, zlib, pkg-config and gnuplot yourself" >&2
        echo "(macOS: brew install openblas zlib pkgconf gnuplot), then run this again." >&2
        exit 1
    }
    exit 0
fi

missing=""
for package in libopenblas-dev zlib1g-dev pkg-config gnuplot-nox dataset-fashion-mnist; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "Installing from the system's packages:$missing"
sudo=""
[ "$(id -u)" = 0 ] || {
    command -v sudo >/dev/null || { echo "Not root and no sudo: install$missing as root, then run this again." >&2; exit 1; }
    sudo="sudo"
    echo "(asking for sudo to do so)"
}
$sudo apt-get update -qq
# One by one: a system without the data package still gets everything else.
for package in $missing; do
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$package" >/dev/null || {
        [ "$package" = dataset-fashion-mnist ] || { echo "$package could not be installed" >&2; exit 1; }
        echo "dataset-fashion-mnist is not available here. Put the four *-ubyte.gz files of Fashion-MNIST into a folder and" >&2
        echo "name it with --set data.directory=FOLDER, or run Experiments/quickstart, which needs no data from outside." >&2
    }
done
