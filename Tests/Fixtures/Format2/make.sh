#!/bin/bash
# Makes the files of this folder with the program that writes format version 2; once that is released, they are read for
# ever and not made anew: a newer program writes a newer format. Usage: make.sh WEFT, in this folder.
set -euo pipefail
weft=$1
english=../../../corpora/starter/english.tsv
tales=../../../corpora/tales/tales.txt

small=(--vocabulary-size 800 --embedding 8 --hidden 8 --layers 2 --epochs 60 --learning-rate 0.01 --seed 5 --threads 1 --quiet)
cut -f 2 ../../../corpora/starter/english-test.tsv | head -40 > documents.txt
"$weft" train classifier "$english" "${small[@]}" --output classifier.weft > /dev/null
"$weft" quantize classifier.weft --output classifier-int8.weft > /dev/null
"$weft" classify classifier.weft documents.txt --json > classifier.jsonl
"$weft" classify classifier-int8.weft documents.txt --json > classifier-int8.jsonl
"$weft" evaluate classifier.weft ../../../corpora/starter/english-test.tsv --json > classifier-evaluation.json

# The state of the same training after 100 steps of its many.
rm -f training.state
"$weft" train classifier "$english" "${small[@]}" --checkpoint training.state --checkpoint-every 100 --no-baseline \
    --output resumed.weft > /dev/null 2>&1 &
while [ ! -e training.state ]; do sleep 0.001; done
kill -9 $!
wait $! 2>/dev/null || true
cp training.state training.state.copy
"$weft" train classifier "$english" "${small[@]}" --no-baseline --resume training.state.copy --output resumed.weft > /dev/null
"$weft" classify resumed.weft documents.txt --json > resumed.jsonl
rm resumed.weft training.state.copy

"$weft" train language-model "$tales" --embedding 8 --hidden 16 --layers 2 --epochs 20 --learning-rate 0.01 --seed 5 --threads 1 --quiet \
    --output language-model.weft > /dev/null
"$weft" evaluate language-model.weft documents.txt --json > language-model-evaluation.json
"$weft" generate language-model.weft --prompt "The miller" --length 120 --seed 9 --json > language-model-generation.json
