#!/bin/sh
# Lists what can end the program, or lose output, on values from outside, and has a checked way that is as short:
#   Int(a * b), Int(x.rounded())     Int(saturating:) or Int(exactly:)
#   .seconds(x) of a Duration        Duration(saturatingSeconds:)
#   try!, as!, .first!               an error
#   FileHandle.standardError, Data.write(to:), write(toFile:)
#                                    StandardStreams.say, writeAtomically
# A line that is right as it is ends with "// checked:" and the reason.
#
# Text cannot show the type of x in Int(x), but the compiled release build can: every instruction that converts a floating-point
# number to an integer must come from Int(saturating:) or Int(exactly:). Sums and products of whole numbers are not listed: those
# of documents and options end at 2^31 - 1, so that any product of two fits.
set -eu
cd "$(dirname "$0")/.."

found=$(grep -rnE \
    -e '\bInt\([^):]*(\*|/|\.rounded|\.squareRoot|log\(|Double)' \
    -e '\.seconds\([^0-9.)]' \
    -e '\btry!|\bas! |\.(first|last|min\(\)|max\(\))!' \
    -e 'FileHandle\.standardError\.write|\.write\(to: URL|write\(toFile' \
    Sources --include='*.swift' --exclude-dir=BenchmarkKit |
    grep -vE 'saturating|// checked:|^[^:]*:[0-9]+: *///|case \.seconds\(let|/ \.seconds\(1\)|self = \.seconds|[iI]nterval.*\.seconds|Reader\.seconds|CheckedConversions\.swift' || true)
[ -z "$found" ] || {
    printf '%s\n' "$found" >&2
    echo "conversions that can trap or writes that nobody checks; see Scripts/check-conversions.sh" >&2
    exit 1
}

objects=.build/release
if ! command -v objdump >/dev/null || [ ! -d $objects/Documents.build ]; then
    echo "conversions in the compiled code are not checked: no objdump, or no release build" >&2
    exit 0
fi
found=$(for module in Sources/*/; do
    [ "$(basename "$module")" = BenchmarkKit ] || objdump -d -l --no-show-raw-insn \
        "$objects/$(basename "$module").build/"*.o 2>/dev/null |
        awk '/^\/.*:[0-9]+/ { place = $1 } /cvtt[sp][sd]2|fcvtz[su]/ { print place }'
done | sort -u | while IFS=: read -r file line; do
    text=$(sed -n "${line}p" "$file" 2>/dev/null || true)
    case $text in
        *exactly:* | *"// checked:"*) ;;
        *) echo "$file:$line:$text" ;;
    esac
done)
[ -z "$found" ] || {
    printf '%s\n' "$found" >&2
    echo "conversions that can trap, found in the compiled code; see Scripts/check-conversions.sh" >&2
    exit 1
}
