#!/bin/sh
# Builds the DocC pages of the libraries into .build/documentation, offline, and fails on warnings.
#
# A parameter without documentation is no fault here: comments speak of those whose name does not say it all.
set -eu
if command -v docc >/dev/null 2>&1; then docc=docc; elif xcrun --find docc >/dev/null 2>&1; then docc="xcrun docc"; else
    echo "docc is not in this Swift toolchain, so the pages were not built" >&2
    exit 0
fi
out=.build/documentation
log=$out/messages.txt
rm -rf "$out" .build/*/symbolgraph
mkdir -p "$out"
# It ends with an error where the module of the tests is not built; what counts is that every library's graph is there.
swift package dump-symbol-graph --minimum-access-level public --skip-synthesized-members >"$log" 2>&1 || true
graphs=$(find .build -type d -name symbolgraph | head -1)
for target in Documents Reproducibility LinearAlgebra Messages CarbonAccounting Learning Coresets SiteSelection \
    FederatedEngine RunStore Experiments Analysis Presentation; do
    mkdir -p "$out/graphs/$target"
    for graph in "$graphs/$target".symbols.json "$graphs/$target"@*.symbols.json; do
        if [ -f "$graph" ]; then cp "$graph" "$out/graphs/$target/"; fi
    done
    [ -f "$out/graphs/$target/$target.symbols.json" ] || { tail -5 "$log" >&2; echo "$target: no symbol graph" >&2; exit 1; }
    $docc convert --fallback-display-name "$target" --fallback-bundle-identifier "cafe.$target" \
        --additional-symbol-graph-dir "$out/graphs/$target" --output-path "$out/$target.doccarchive" >>"$log" 2>&1
    echo "$out/$target.doccarchive"
done
if grep -E '^(warning|error): ' "$log" | grep -vE "is missing documentation|SymbolGraph|symbol graph"; then
    echo "see $log" >&2
    exit 1
fi
