#!/bin/sh
# Instructions per stereo frame, counted by callgrind: they repeat exactly. Each work is done twice, 512 blocks of 64
# frames longer the second time; the difference is free of the start. What valgrind does not know (AVX-512) the
# program does not find: these are the counts of AVX2.
set -eu

peers=$(realpath "${1:?usage: instructions.sh FOLDBACK-PEERS}")
command -v valgrind >/dev/null || {
    printf '\nvalgrind is not installed: no instructions counted.\n'
    exit 0
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

counted() { # number, blocks
    valgrind --tool=callgrind --callgrind-out-file="$folder/out" "$peers" count "$1" "$2" 2>"$folder/said" || {
        cat "$folder/said" >&2
        exit 1
    }
    awk '/^summary:|^totals:/ { print $2; exit }' "$folder/out"
}

printf '\n## Instructions (callgrind, AVX2)\n\n| work | instructions a frame |\n|---|---|\n'
number=0
"$peers" names | while read -r name; do
    few=$(counted "$number" 512)
    many=$(counted "$number" 1024)
    echo "| $name | $(((many - few) / (512 * 64))) |"
    number=$((number + 1))
done
