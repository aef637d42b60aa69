#!/usr/bin/env python3
"""Writes the token counts of documents drawn from a labelled corpus, one a line: what --lengths reads.

    lengths.py $WEFT_CORPORA/agnews/test.tsv.zst --count 256 --seed 1 > lengths.txt

The corpus is label<TAB>text, plain or .zst (read with the zstd program). A token is a run of letters and digits.
"""

import argparse
import random
import re
import subprocess
import sys

TOKEN = re.compile(r"\w+")


def read_texts(file):
    """The texts of label<TAB>text lines."""
    if file.endswith(".zst"):
        content = subprocess.run(["zstd", "-dcq", file], check=True, capture_output=True).stdout
    else:
        with open(file, "rb") as opened:
            content = opened.read()
    return [line.split("\t", 1)[-1] for line in content.decode("utf-8", "replace").split("\n") if line]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus")
    parser.add_argument("--count", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    lengths = [max(1, len(TOKEN.findall(text))) for text in read_texts(options.corpus)]
    print(*random.Random(options.seed).sample(lengths, options.count), sep="\n", file=sys.stdout)


if __name__ == "__main__":
    main()
