#!/bin/sh
# Lists what can end the program, or lose output, on values from outside, and has a checked way that is as short:
#   Int(a * b), Int(x.rounded())     Int(saturating:) or Int(exactly:)
#   .seconds(x)                      Duration(saturatingSeconds:)
#   try!, as!, .first!               an error
#   FileHandle.standardError, Data.write(to:), write(toFile:)
#                                    StandardStreams.say, writeAtomically
# A line that is right as it is ends with "// checked:" and the reason.
set -eu
cd "$(dirname "$0")/.."

found=$(grep -rnE \
    -e '\bInt\([^):]*(\*|/|\.rounded|\.squareRoot|log\(|Double)' \
    -e '\.seconds\([^0-9.)]' \
    -e '\btry!|\bas! |\.(first|last|min\(\)|max\(\))!' \
    -e 'FileHandle\.standardError\.write|\.write\(to: URL|write\(toFile' \
    Sources --include='*.swift' --exclude-dir=BenchmarkKit |
    grep -vE 'saturating|// checked:|^[^:]*:[0-9]+: *///|case \.seconds\(let|/ \.seconds\(1\)|self = \.seconds|CheckedConversions\.swift' || true)
[ -z "$found" ] || {
    printf '%s\n' "$found" >&2
    echo "conversions that can trap or writes that nobody checks; see Scripts/check-conversions.sh" >&2
    exit 1
}
