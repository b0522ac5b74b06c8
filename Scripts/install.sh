#!/bin/sh
# Installs cafe below PREFIX: the program with the Swift runtime linked in, what comes along, man pages and completions made
# from the commands themselves. Usage: install.sh PREFIX, or install.sh --remove PREFIX.
set -eu

remove=no
[ "${1:-}" = --remove ] && { remove=yes; shift; }
prefix=${1:?the folder to install below}
bash=share/bash-completion/completions/cafe
zsh=share/zsh/site-functions/_cafe
fish=share/fish/vendor_completions.d/cafe.fish

if [ $remove = yes ]; then
    rm -rf "$prefix/share/cafe"
    rm -f "$prefix/bin/cafe" "$prefix/$bash" "$prefix/$zsh" "$prefix/$fish" \
        "$prefix/share/man/man1/cafe.1" "$prefix"/share/man/man1/cafe.*.1
    echo "removed from $prefix"
    exit 0
fi

build=.build-install
swift build -c release --static-swift-stdlib --scratch-path $build --product cafe
cafe=$build/release/cafe
mkdir -p "$prefix/bin" "$prefix/share/cafe" "$prefix/share/man/man1" "$prefix/${bash%/*}" "$prefix/${zsh%/*}" \
    "$prefix/${fish%/*}"
install -m 755 $cafe "$prefix/bin/cafe"
for folder in Datasets Experiments; do
    rm -rf "$prefix/share/cafe/$folder"
    cp -R $folder "$prefix/share/cafe/"
done
"$cafe" --generate-completion-script bash >"$prefix/$bash"
"$cafe" --generate-completion-script zsh >"$prefix/$zsh"
"$cafe" --generate-completion-script fish >"$prefix/$fish"
# The parser's own tool writes the pages from what the program says of its commands.
swift build --package-path $build/checkouts/swift-argument-parser --scratch-path $build/manual --product generate-manual
"$build/manual/debug/generate-manual" "$cafe" --multi-page --output-directory "$prefix/share/man/man1" >/dev/null
echo "installed: $prefix/bin/cafe, $prefix/share/cafe (digits, carbon traces, experiments), man pages and completions"
case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) echo "add $prefix/bin to PATH to call it as cafe" ;;
esac
