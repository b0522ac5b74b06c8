#!/bin/sh
# Runs the `cafe` commands of README.md and Guides/*.md as written, in a scratch copy of the repository's files.
# A command is a line of a code block that starts with `cafe ` or `.build/release/cafe `. Lines with a placeholder in capitals
# (FILE, DIR, RESULTS) or an ellipsis are listed, not run. `make` and `swift build` lines are what CI runs anyway.
set -eu
root=$(pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
git ls-files Datasets Experiments README.md Guides Scripts | while read -r file; do
    [ -f "$file" ] || continue
    mkdir -p "$scratch/$(dirname "$file")"
    cp "$file" "$scratch/$file"
done
mkdir -p "$scratch/.build/release" "$scratch/bin"
ln -s "$root/.build/release/cafe" "$scratch/.build/release/cafe"
ln -s "$root/.build/release/cafe" "$scratch/bin/cafe"
PATH=$scratch/bin:$PATH
cd "$scratch"
# The README's own experiment, as a reader would save it: beside the shipped ones, where its relative paths hold.
mkdir -p Experiments/mine
awk '/^```yaml/ {inside = 1; next} /^```/ {inside = 0} inside' README.md >Experiments/mine/mine.yaml
sed -i.bak 's/rounds: 100/rounds: 5/' Experiments/mine/mine.yaml
failures=0
for page in README.md Guides/*.md; do
    [ -f "$page" ] || continue
    awk '/^```/ {fence = !fence; next} fence || /^    / {sub(/^ +/, ""); print}' "$page" |
        grep -E '^(cafe|\.build/release/cafe) ' | sed 's/ *# .*//' >commands.txt || true
    while read -r command; do
        if echo "$command" | grep -qE '(^|[ =/])[A-Z]{2,}[A-Z0-9_]*(\.[a-z]+)?( |$|/)|…|\.\.\.'; then
            echo "not run ($page): $command"
            continue
        fi
        case $command in *mine.yaml*) command=$(echo "$command" | sed 's|mine.yaml|Experiments/mine/mine.yaml|') ;; esac
        if sh -c "$command" >out.txt 2>&1; then
            echo "ok ($page): $command"
        else
            echo "FAILS ($page): $command"
            tail -3 out.txt
            failures=$((failures + 1))
        fi
    done <commands.txt
done
[ "$failures" -eq 0 ] || { echo "$failures commands fail" >&2; exit 1; }
