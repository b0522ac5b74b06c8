#!/bin/sh
# Coverage-guided fuzzing of the readers with libFuzzer, where the toolchain has it, for SECONDS (default 60). An input that
# ends the program is left as .build-fuzz/crash-…; inputs that reach new code are kept in .build-fuzz/corpus.
set -eu
cd "$(dirname "$0")/.."
build=.build-fuzz
swift build -c release --scratch-path $build --target RunStore -Xswiftc -sanitize=fuzzer
mkdir -p $build/corpus
# The objects of the libraries in one archive: some names have spaces.
rm -f $build/libreaders.a
find $build/release/ -name '*.o' -path '*.build/*' ! -path '*-tool.build/*' -print0 | xargs -0 ar qc $build/libreaders.a
# The C modules that the libraries import.
modules=$(for map in $build/checkouts/*/Sources/C*/include/module.modulemap $build/release/*.build/module.modulemap; do
    [ ! -f "$map" ] || echo "-Xcc -fmodule-map-file=$map -Xcc -I$(dirname "$map")"
done; for folder in $build/checkouts/*/Sources/C*/include; do echo "-Xcc -I$folder"; done)
# shellcheck disable=SC2086
swiftc -O -sanitize=fuzzer -parse-as-library Scripts/ReaderFuzzer.swift $build/libreaders.a -I $build/release/Modules $modules \
    -Xcc -fmodule-map-file=Sources/CZlib/module.modulemap -Xcc -fmodule-map-file=Sources/COpenBLAS/module.modulemap \
    $(pkg-config --libs openblas zlib) -lstdc++ -o $build/reader-fuzzer
cd $build
exec ./reader-fuzzer -max_total_time="${1:-60}" -max_len=4096 -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 corpus
