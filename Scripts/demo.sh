#!/bin/bash
# Shows the whole road on the starter corpora. Usage: demo.sh WEFT
set -euo pipefail

weft=$1
corpora=corpora
models=.build/demo
mkdir -p "$models"

# Emphasis where a person looks, none in a file.
if [ -t 1 ]; then strong=$'\e[1m' faint=$'\e[2m' plain=$'\e[0m'; else strong='' faint='' plain=''; fi

title() { printf '\n%s%s%s\n' "$strong" "$1" "$plain"; }
# Shows a command as a person would type it, then runs it.
run() {
    local shown='weft' argument
    for argument in "$@"; do
        if [[ $argument == *[\ \']* ]]; then shown+=" \"$argument\""; else shown+=" $argument"; fi
    done
    printf '%s$ %s%s\n' "$faint" "$shown" "$plain"
    "$weft" "$@"
}

title "1. A classifier of six topics, trained beside its baseline"
run train classifier "$corpora/starter/english.tsv" --test "$corpora/starter/english-test.tsv" \
    --output "$models/topics.weft"

title "2. New sentences, and which words decided"
documents="$models/documents.txt"
cat >"$documents" <<'TEXT'
The keeper saved a penalty in the last minute of the match.
Let the dough rest for an hour, then bake it until it sounds hollow.
Our train was cancelled, so we took the night bus to the coast.
TEXT
run classify "$models/topics.weft" "$documents"
run classify "$models/topics.weft" "$documents" --explain

title "3. The same for Chinese, without a flag"
run train classifier "$corpora/starter/chinese.tsv" --test "$corpora/starter/chinese-test.tsv" \
    --output "$models/topics-chinese.weft"

title "4. A language model learns to write from a small book, for one minute"
run train language-model "$corpora/tales/tales.txt" --level character --time-limit 60 --output "$models/tales.weft"
run generate "$models/tales.weft" --prompt "The old " --length 400 --temperature 0.7

title "5. What is in a model"
run inspect "$models/topics.weft"

title "Done."
cat <<TEXT
The models are in $models. Go on with a file of your own, a line a document, label first:

    weft train classifier FILE.tsv --valid 0.1 --output my.weft
    weft classify my.weft < documents.txt
    weft help train

weft is $weft; make install puts it on your path.
TEXT
