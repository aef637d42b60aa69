#!/usr/bin/env python3
"""Compares Weft's baseline with scikit-learn's: TF-IDF word 1-2-grams and logistic regression, the same features and C.

    python baseline.py run --corpora FOLDER --ours COMMAND [--sets trec6,sst2,...] [--repeats 3] [--threads 2] [--c 1]

Needs scikit-learn, numpy, scipy and the zstd command. Both sides read the same token files, made here (lower case,
words and single marks; characters for Chinese): a document a line, `class number<TAB>tokens separated by spaces`.

COMMAND is called as `COMMAND FOLDER C THREADS`, where FOLDER holds train.tok and test.tok, and prints one JSON object
with "accuracy", "fit" (seconds in the regression alone), "vectorize" (seconds to learn the features and make the training
rows), "iterations", "objective" and "features". Sides run in alternation, one process at a time; the table shows medians.
scikit-learn runs twice per round: with its default tolerance 1e-4, which is timed, and once at 1e-8 for the true optimum.
"""

import argparse
import json
import os
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = re.compile(r"\w+|[^\w\s]")
CHARACTER_SETS = {"thucnews", "chnsenticorp_htl", "waimai_10k", "wisesight_thai"}


def lines(path):
    if path.exists():
        data = path.read_bytes()
    else:
        data = subprocess.run(["zstd", "-dc", f"{path}.zst"], stdout=subprocess.PIPE, check=True).stdout
    return [line.split("\t", 1) for line in data.decode().split("\n") if line]


def prepare(source, target, characters):
    """Writes train.tok and test.tok."""
    target.mkdir(parents=True, exist_ok=True)
    train = lines(source / "train.tsv")
    numbers = {label: number for number, label in enumerate(sorted({label for label, _ in train}))}
    for part, rows in [("train", train), ("test", lines(source / "test.tsv"))]:
        with open(target / f"{part}.tok", "w", encoding="utf-8", newline="\n") as file:
            for label, text in rows:
                text = text.lower()
                tokens = [c for c in text if not c.isspace()] if characters else WORDS.findall(text)
                file.write(f"{numbers[label]}\t{' '.join(tokens)}\n")


def fit(folder, strength, tolerance):
    """scikit-learn's side, in a process of its own."""
    import numpy as np
    from scipy.special import logsumexp
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    def read(path):
        labels, texts = [], []
        for line in open(path, encoding="utf-8", newline="\n"):
            label, text = line.rstrip("\n").split("\t", 1)
            labels.append(int(label))
            texts.append(text)
        return texts, np.array(labels)

    (train, labels), (test, truth) = read(folder / "train.tok"), read(folder / "test.tok")
    vectorizer = TfidfVectorizer(
        tokenizer=lambda text: [token for token in text.split(" ") if token], token_pattern=None, lowercase=False,
        ngram_range=(1, 2), sublinear_tf=True)
    start = time.perf_counter()
    rows = vectorizer.fit_transform(train)
    vectorized = time.perf_counter()
    model = LogisticRegression(C=strength, tol=tolerance, max_iter=10_000)
    started = time.perf_counter()
    model.fit(rows, labels)
    seconds = time.perf_counter() - started
    scores = rows @ model.coef_.T + model.intercept_
    if len(model.classes_) == 2:
        loss = np.logaddexp(0, scores[:, 0]) - labels * scores[:, 0]
    else:
        loss = logsumexp(scores, axis=1) - scores[np.arange(len(labels)), labels]
    objective = loss.mean() + (model.coef_**2).sum() / (2 * strength * len(labels))
    print(json.dumps(dict(
        accuracy=float((model.predict(vectorizer.transform(test)) == truth).mean()), fit=seconds,
        vectorize=vectorized - start, iterations=int(model.n_iter_[0]), objective=float(objective),
        features=rows.shape[1])))


def call(command, threads):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment).stdout)


def compare(name, folder, options):
    ours, theirs = [], []
    own = shlex.split(options.ours) + [str(folder), str(options.c), str(options.threads)]
    peer = [sys.executable, __file__, "fit", str(folder), str(options.c)]
    for _ in range(options.repeats):
        ours.append(call(own, options.threads))
        theirs.append(call(peer + ["1e-4"], options.threads))
    exact = call(peer + ["1e-8"], options.threads) if options.exact else None

    def median(results, key):
        return statistics.median(result[key] for result in results)

    cells = [
        name, f"{ours[0]['features']}", f"{100 * ours[0]['accuracy']:.2f}", f"{100 * theirs[0]['accuracy']:.2f}",
        f"{100 * exact['accuracy']:.2f}" if exact else "-", f"{ours[0]['objective']:.6f}",
        f"{theirs[0]['objective']:.6f}", f"{exact['objective']:.6f}" if exact else "-",
        f"{median(ours, 'fit'):.3f}", f"{median(theirs, 'fit'):.3f}",
        f"{median(theirs, 'fit') / median(ours, 'fit'):.1f}", f"{median(ours, 'vectorize'):.3f}",
        f"{median(theirs, 'vectorize'):.3f}"]
    print("| " + " | ".join(cells) + " |", flush=True)


def run(options):
    print("| set | features | accuracy | sklearn | sklearn 1e-8 | objective | sklearn | sklearn 1e-8 | fit s | sklearn s "
          "| ratio | TF-IDF s | sklearn s |")
    print("|---|" + "---:|" * 12, flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name in options.sets.split(","):
            folder = Path(scratch) / name
            prepare(Path(options.corpora) / name, folder, name in CHARACTER_SETS)
            compare(name, folder, options)


def main():
    if sys.argv[1:2] == ["fit"]:
        return fit(Path(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["run"])
    parser.add_argument("--corpora", default=os.environ.get("WEFT_CORPORA"))
    parser.add_argument("--ours", required=True)
    parser.add_argument("--sets", default="trec6,sst2,reuters_r8,20newsgroups_noheaders")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--c", type=float, default=1.0)
    parser.add_argument("--exact", action="store_true", help="also fit scikit-learn to 1e-8 once")
    run(parser.parse_args())


if __name__ == "__main__":
    main()
