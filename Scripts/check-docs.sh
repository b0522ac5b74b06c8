#!/bin/sh
#   check-docs.sh [PAGE…]
# Runs the `cafe` commands of README.md, Guides/*.md and every command's help as written, in a scratch copy of the
# repository's files, and holds that every command's help has an example.
#
# A command is a line of a code block that starts with `cafe `, `.build/release/cafe ` or `python3 `. Lines with a placeholder in
# capitals (FILE, DIR, RESULTS) or an ellipsis, those that read a file of the user's own, and `cafe control`, which waits for a
# federation, are listed, not run. `make` and `swift build` lines are what CI runs anyway. Python runs in the virtual
# environment of `make test-python`.
set -eu
root=$(pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
git ls-files Datasets Experiments Integrations README.md CONTRIBUTING.md Guides Scripts | while read -r file; do
    [ -f "$file" ] || continue
    mkdir -p "$scratch/$(dirname "$file")"
    cp "$file" "$scratch/$file"
done
mkdir -p "$scratch/.build/release" "$scratch/bin"
ln -s "$root/.build/release/cafe" "$scratch/.build/release/cafe"
ln -s "$root/.build/release/cafe" "$scratch/bin/cafe"
"$root/Scripts/test-python.sh" plot >/dev/null
PATH=$scratch/bin:$root/.build/python/bin:$PATH
cd "$scratch"
failures=0

# What the pages name as results: short runs of the experiments that the reader has run at his leisure.
for question in demo methods budget penalty-weight league-digits league-fashion; do
    cafe run Experiments/$question/experiment.yaml --smoke --quiet --out Results || failures=$((failures + 1))
done

# The same experiment from elsewhere, for `cafe diff`.
cafe run Experiments/quickstart/experiment.yaml --quiet --out Other || failures=$((failures + 1))

# The README's own experiment, as a reader would save it: in the repository's folder.
awk '/^```yaml/ {inside = 1; next} /^```/ {inside = 0} inside' README.md >mine.yaml
sed -i.bak 's/rounds: 100/rounds: 5/' mine.yaml

# commands PAGE: one a line, comments at their ends taken off.
commands() {
    case $1 in
    help) cafe --experimental-dump-help | grep '"discussion"' | sed 's/\\n/\n/g; s/\\\//\//g; s/\\"/"/g; s/",\{0,1\}$//' |
        sed 's/^ *\("discussion" : "\)\{0,1\}\(Example: \)\{0,1\}//' ;;
    *) awk '/^```/ {fence = !fence; next} fence || /^    / {sub(/^ +/, ""); print}' "$1" ;;
    esac | grep -E '^(cafe|\.build/release/cafe|python3) ' | sed 's/ *# .*//'
}

for page in ${*:-README.md Guides/*.md Experiments/quickstart/README.md Experiments/all-policies/README.md help}; do
    commands "$page" >commands.txt || true
    while read -r command; do
        if echo "$command" | grep -qE '(^|[ =/])[A-Z]{2,}[A-Z0-9_]*(\.[a-z]+)?( |$|/)|…|\.\.\.|data fetch|pip install|cafe control'; then
            echo "not run ($page): $command"
            continue
        fi
        missing=""
        for word in $(echo "$command" | sed -E 's/(--out|--output|-o) [^ ]+//g'); do
            case $word in */* | mine.yaml) ;; *.csv | *.npy | *.json) [ -e "$word" ] || missing=$word ;; esac
        done
        if [ -n "$missing" ]; then
            echo "not run, $missing is the reader's ($page): $command"
            continue
        fi
        if sh -c "$command" >out.txt 2>&1 </dev/null; then
            echo "ok ($page): $command"
        else
            echo "FAILS ($page): $command"
            tail -3 out.txt
            failures=$((failures + 1))
        fi
    done <commands.txt
done

without=$(cafe --experimental-dump-help | awk -F'"' '
    /"commandName"/ {if (name != "" && !found) print name; name = $4; found = name == "help"}
    /"discussion".*Example/ {found = 1}
    END {if (!found) print name}')
if [ -n "$without" ]; then
    echo "no example in the help of:" $without
    failures=$((failures + 1))
fi
[ "$failures" -eq 0 ] || { echo "$failures failures" >&2; exit 1; }
