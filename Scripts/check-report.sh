#!/bin/sh
# Opens a report in headless Chromium, light and dark: no message on the console, every figure in the page.
# Usage: check-report.sh [REPORT.html [FOLDER for screenshots]]; without a report, one of a small experiment is made.
set -eu
folder=${2:-$(mktemp -d)}
browser=""
for candidate in chromium chromium-browser google-chrome; do
    if command -v "$candidate" >/dev/null 2>&1; then browser=$candidate; break; fi
done
if [ -z "$browser" ]; then
    echo "no Chromium here, so the report was not opened (Debian: apt install chromium)" >&2
    exit 0
fi
mkdir -p "$folder"
if [ $# -gt 0 ]; then
    report=$(realpath "$1")
else
    cafe=${CAFE:-.build/release/cafe}
    "$cafe" run Experiments/quickstart/experiment.yaml --smoke --out "$folder/results" --quiet
    report=$("$cafe" report "$folder/results/quickstart" -o "$folder/report.html")
fi
expected=$(grep -o '<svg' "$report" | wc -l)
[ "$expected" -gt 0 ] || { echo "$report holds no figure" >&2; exit 1; }
for scheme in light dark; do
    [ $scheme = light ] && number=1 || number=0
    # --no-sandbox: containers rarely allow Chromium's sandbox, and the page is our own.
    flags="--headless=new --no-sandbox --disable-gpu --hide-scrollbars --window-size=1200,2600
        --blink-settings=preferredColorScheme=$number --enable-logging=stderr"
    "$browser" $flags --dump-dom "file://$report" >"$folder/dom-$scheme.html" 2>"$folder/log-$scheme.txt"
    if grep 'CONSOLE' "$folder/log-$scheme.txt"; then
        echo "$scheme: the console has messages" >&2
        exit 1
    fi
    found=$(grep -o '<svg' "$folder/dom-$scheme.html" | wc -l)
    [ "$found" -eq "$expected" ] || { echo "$scheme: $found figures in the page, expected $expected" >&2; exit 1; }
    "$browser" $flags --screenshot="$folder/report-$scheme.png" "file://$report" 2>/dev/null
    echo "$scheme: $found figures, console silent, $folder/report-$scheme.png"
done
