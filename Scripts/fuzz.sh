#!/bin/sh
# Coverage-guided fuzzing of the readers with libFuzzer, where the toolchain has it, for SECONDS (default 60). An input that
# ends the program is left as .build-fuzz/crash-…; inputs that reach new code are kept in .build-fuzz/corpus.
set -eu
cd "$(dirname "$0")/.."
build=.build-fuzz
swift build -c release --scratch-path $build --target RunStore -Xswiftc -sanitize=fuzzer
mkdir -p $build/corpus
# The objects of the libraries, without the tools of the package; -lm and the rest come with Foundation.
objects=$(find $build/release/ -name '*.o' -path '*.build/*' ! -path '*-tool.build/*' ! -path '*Plugin*')
# shellcheck disable=SC2086
swiftc -O -sanitize=fuzzer -parse-as-library Scripts/ReaderFuzzer.swift $objects -I $build/release/Modules \
    $(pkg-config --libs openblas zlib) -lstdc++ -o $build/reader-fuzzer
cd $build
exec ./reader-fuzzer -max_total_time="${1:-60}" -max_len=4096 -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 corpus
