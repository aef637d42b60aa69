#!/bin/bash
# Runs the commands of README.md's tour and puts what they print between its markers, so that no output there is
# invented. Usage: tour.sh WEFT (after `make build`: tour.sh .build/release/weft)
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
executable=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
weft() { "$executable" "$@"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$PWD/corpora" "$work/corpora"

# Runs command lines in the work folder and stores them with their output under a section's name.
section() {
    local name=$1 line
    shift
    {
        echo '```'
        for line in "$@"; do
            printf '$ %s\n' "$line"
            (cd "$work" && eval "$line" 2>&1)
        done
        echo '```'
    } >"$work/$name.section"
}

section train \
    'weft train classifier corpora/starter/english.tsv --test corpora/starter/english-test.tsv --output topics.weft'
section classify \
    'echo "The keeper saved a penalty in the last minute." | weft classify topics.weft' \
    'echo "The keeper saved a penalty in the last minute." | weft classify topics.weft --explain'
section tokenize \
    "echo 'Grüße, 世界! ภาษาไทยง่าย' | weft tokenize --json"
section generate \
    'weft train language-model corpora/tales/tales.txt --level character --time-limit 60 --output tales.weft' \
    'weft generate tales.weft --prompt "The old " --length 300 --temperature 0.7'
section inspect 'weft inspect topics.weft'
section quantize 'weft quantize topics.weft --output small.weft --test corpora/starter/english-test.tsv'

awk -v work="$work" '
    /^<!-- tour:end -->$/ { inside = 0 }
    !inside { print }
    /^<!-- tour:[a-z]+ -->$/ && !/tour:end/ {
        name = $2; sub(/^tour:/, "", name)
        file = work "/" name ".section"
        while ((getline line < file) > 0) print line
        inside = 1
    }' README.md >"$work/README.md"
cp "$work/README.md" README.md
