#!/usr/bin/env python3
"""Splitting text into words with Hugging Face tokenizers, MB of UTF-8 a second.

    hf_tokenize.py FILE --threads 2 --repeats 5          FILE: UTF-8 text, a document a line

Ways: a word-level model behind the BERT normaliser and pre-tokenizer (lower case, Chinese characters apart), or behind
the whitespace-and-punctuation pre-tokenizer (which leaves a run of Chinese whole), all lines in one encode_batch_fast
on --threads threads; and the latter pre-tokenizer alone, line by line from Python. The fastest is the result. Every
word is unknown to the model, so looking it up costs the least it can.
"""

import os

import measuring


def parse():
    parser = measuring.arguments(__doc__.split("\n")[0])
    parser.add_argument("file", metavar="FILE")
    return parser.parse_args()


def main():
    options = parse()
    os.environ["RAYON_NUM_THREADS"] = str(options.threads)
    os.environ["TOKENIZERS_PARALLELISM"] = "true" if options.threads > 1 else "false"
    import tokenizers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    with open(options.file, "rb") as opened:
        content = opened.read()
    lines = content.decode("utf-8", "replace").split("\n")

    def word_level(pre_tokenizer, normalizer=None):
        tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = pre_tokenizer
        if normalizer:
            tokenizer.normalizer = normalizer
        return lambda: tokenizer.encode_batch_fast(lines, add_special_tokens=False)

    words = pre_tokenizers.Whitespace()
    runs = {
        "bert, batch": word_level(
            pre_tokenizers.BertPreTokenizer(), normalizers.BertNormalizer(lowercase=True)),
        "whitespace, batch": word_level(words),
        "whitespace, line by line": lambda: [words.pre_tokenize_str(line) for line in lines],
    }
    found = {name: measuring.sample(run, options.repeats) for name, run in runs.items()}
    peer = f"tokenizers {tokenizers.__version__}"
    measuring.report(peer, found, megabytes=len(content) / 1e6)


if __name__ == "__main__":
    main()
