#!/usr/bin/env python3
"""Compares Weft's baseline with scikit-learn's: TF-IDF word 1-2-grams and logistic regression, the same features and C.

    swift build -c release --product BaselineBenchmark
    WEFT_CORPORA=FOLDER VENV/bin/python Benchmarks/peers/baseline.py [--output Benchmarks/RESULTS.md]

Needs scikit-learn, numpy, scipy and the zstd command. Both sides read the same token files, made here (lower case,
words and single marks; characters for Chinese): a document a line, `class number<TAB>tokens separated by spaces`.

scikit-learn fits twice: with its defaults (tolerance 1e-4, at most 100 iterations) and until nothing changes any more
(1e-8, at most 10,000), which is the answer both aim at; that one is timed once. Sides run in alternation, a process
each, and what they found is kept in --cache; seconds are medians, of the regression alone. Then `choose` fits C on validation documents, ours alone: those that
come with the corpus, or a tenth of the training documents drawn by a hash.
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import results  # noqa: E402

SETS = {
    "trec6": "TREC-6", "sst2": "SST-2, sentences", "reuters_r8": "Reuters R8",
    "20newsgroups_noheaders": "20 Newsgroups without headers", "thucnews": "THUCNews headlines, 45,000"}
CHARACTER_SETS = {"thucnews"}
WORDS = re.compile(r"\w+|[^\w\s]")
DEFAULT, EXACT = (1e-4, 100), (1e-8, 10_000)  # tolerance, most iterations


def lines(path):
    if path.exists():
        data = path.read_bytes()
    else:
        data = subprocess.run(["zstd", "-dc", f"{path}.zst"], stdout=subprocess.PIPE, check=True).stdout
    return [line.split("\t", 1) for line in data.decode().split("\n") if line]


def is_drawn(text):
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 10 == 0


def prepare(source, target, characters):
    """Writes train.tok and test.tok, and in the folder `choose` train.tok less valid.tok."""
    numbers = {label: number for number, label in enumerate(sorted({label for label, _ in lines(source / "train.tsv")}))}

    def tokens(text):
        text = text.lower()
        return " ".join([c for c in text if not c.isspace()] if characters else WORDS.findall(text))

    def write(file, rows):
        file.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{numbers[label]}\t{tokens(text)}\n" for label, text in rows)
        file.write_text(text, encoding="utf-8", newline="\n")

    train, test = lines(source / "train.tsv"), lines(source / "test.tsv")
    given = [path for path in (source / "valid.tsv", source / "valid.tsv.zst") if path.exists()]
    valid = lines(source / "valid.tsv") if given else [row for row in train if is_drawn(row[1])]
    write(target / "train.tok", train)
    write(target / "test.tok", test)
    write(target / "choose" / "train.tok", train if given else [row for row in train if not is_drawn(row[1])])
    write(target / "choose" / "valid.tok", valid)
    write(target / "choose" / "test.tok", test)


def read(path):
    labels, texts = [], []
    for line in open(path, encoding="utf-8", newline="\n"):
        label, text = line.rstrip("\n").split("\t", 1)
        labels.append(int(label))
        texts.append(text)
    return texts, labels


def fit(folder, strength, tolerance, iterations):
    """scikit-learn's side, in a process of its own."""
    import numpy as np
    from scipy.special import logsumexp
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    (train, labels), (test, truth) = read(folder / "train.tok"), read(folder / "test.tok")
    labels, truth = np.array(labels), np.array(truth)
    vectorizer = TfidfVectorizer(
        tokenizer=lambda text: [token for token in text.split(" ") if token], token_pattern=None, lowercase=False,
        ngram_range=(1, 2), sublinear_tf=True)
    start = time.perf_counter()
    rows = vectorizer.fit_transform(train)
    vectorized = time.perf_counter()
    model = LogisticRegression(C=strength, tol=tolerance, max_iter=iterations)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        started = time.perf_counter()
        model.fit(rows, labels)
        seconds = time.perf_counter() - started
    scores = rows @ model.coef_.T + model.intercept_
    if len(model.classes_) == 2:
        loss = np.logaddexp(0, scores[:, 0]) - labels * scores[:, 0]
    else:
        loss = logsumexp(scores, axis=1) - scores[np.arange(len(labels)), labels]
    predictions = model.predict(vectorizer.transform(test))
    print(json.dumps(dict(
        accuracy=float((predictions == truth).mean()), fit=seconds, vectorize=vectorized - start,
        iterations=int(model.n_iter_[0]), objective=float(loss.mean() + (model.coef_**2).sum() / (2 * strength * len(labels))),
        converged=not any(issubclass(w.category, ConvergenceWarning) for w in caught), features=rows.shape[1],
        predictions=predictions.tolist())))


class Side:
    """A program that fits; each of its runs is a process and is kept in the cache."""

    def __init__(self, name, command, folder, cache, threads=None):
        program = Path(command[0])
        version = [program.stat().st_mtime_ns] if program.exists() else []  # made anew, measured anew
        self.key = [name, *version, *command[1:], threads]
        self.command = [part.replace("FOLDER", str(folder)) for part in command]
        self.cache = cache
        self.threads = threads

    def run(self, repeat):
        """Runs it; with its libraries' own default number of threads if none was given."""
        key = json.dumps([*self.key, repeat])
        if (known := self.cache.get(key)) is not None:
            return known
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
        environment = {name: value for name, value in os.environ.items() if name not in names}
        if self.threads:
            environment.update({name: str(self.threads) for name in names})
        done = subprocess.run(self.command, stdout=subprocess.PIPE, check=True, env=environment)
        self.cache.put(key, json.loads(done.stdout))
        return self.cache.get(key)


class Comparison:
    """Both sides on one corpus."""

    def __init__(self, name, folder, cache, options):
        own, cores, strength = shlex.split(options.ours), str(os.cpu_count()), str(options.c)
        peer = [sys.executable, __file__, "fit", "FOLDER", strength]

        def side(command, threads=None):
            return Side(name, command, folder, cache, threads)

        sides = {
            "ours, 1 thread": side([*own, "FOLDER", strength, "1"]),
            "sklearn, 1 thread": side([*peer, *map(str, DEFAULT)], 1),
            "ours": side([*own, "FOLDER", strength, cores]),
            "sklearn": side([*peer, *map(str, DEFAULT)]),
            "choose": side([*own, "FOLDER/choose", "choose", cores]),
        }
        self.runs = {name: [] for name in sides}
        for repeat in range(options.repeats):
            for each in sides:
                self.runs[each].append(sides[each].run(repeat))
        self.title = SETS[name]
        self.ours, self.default, self.chosen = (self.runs[each][0] for each in ("ours", "sklearn", "choose"))
        self.exact = side([*peer, *map(str, EXACT)], 1).run(0)

    def seconds(self, side, key="fit"):
        return f"{statistics.median(run[key] for run in self.runs[side]):.2f}"

    def accuracy_row(self):
        def accuracy(side):
            return f"{100 * side['accuracy']:.2f}"

        def differing(side):
            return sum(a != b for a, b in zip(side["predictions"], self.exact["predictions"], strict=True))

        if self.ours["features"] != self.default["features"]:
            sys.exit(f"{self.title}: {self.ours['features']} features, scikit-learn has {self.default['features']}")
        exact = self.exact
        return [
            self.title, f"{self.ours['features']:,}", accuracy(self.ours), accuracy(self.default), accuracy(exact),
            differing(self.ours), differing(self.default), f"{self.ours['objective']:.6f}",
            f"{self.default['objective']:.6f}", f"{exact['objective']:.6f}"]

    def seconds_row(self):
        def iterations(side):
            return f"{side['iterations']}" + ("" if side["converged"] else ", not converged")

        ours, exact = self.ours, self.exact
        return [
            self.title, self.seconds("ours, 1 thread"), self.seconds("sklearn, 1 thread"),
            f"{exact['fit']:.2f}", self.seconds("ours"), self.seconds("sklearn"), iterations(ours),
            iterations(self.default), iterations(exact), self.seconds("ours", "vectorize"),
            self.seconds("sklearn", "vectorize")]

    def choice_row(self):
        chosen = self.chosen
        best = max(trial["validation"] for trial in chosen["trials"])
        return [
            self.title, f"{chosen['c']:g}", f"{100 * best:.2f}", f"{100 * chosen['accuracy']:.2f}",
            " ".join(f"{trial['c']:g}" for trial in chosen["trials"]),
            chosen["iterations"] + sum(trial["iterations"] for trial in chosen["trials"]),
            self.seconds("choose", "seconds")]


ACCURACY = [
    "corpus", "features", "ours %", "scikit-learn, defaults %", "scikit-learn, converged %",
    "ours differs from converged", "defaults differ", "objective", "defaults", "converged"]
SECONDS = [
    "corpus", "fit s, 1 thread", "scikit-learn", "converged", "fit s, all threads", "scikit-learn", "iterations",
    "scikit-learn", "converged", "TF-IDF s", "scikit-learn"]
CHOICE = ["corpus", "C", "validation %", "test %", "tried", "iterations", "TF-IDF, search and fit s"]


def section(comparisons, options):
    import numpy
    import scipy
    import sklearn

    command = shlex.join(["WEFT_CORPORA=FOLDER", "VENV/bin/python", "Benchmarks/peers/baseline.py", *sys.argv[1:]])
    return f"""## The baseline beside scikit-learn

Made by `{command}`
on {results.machine()}, {time.strftime("%Y-%m-%d")}; scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {numpy.__version__}; medians of processes: {options.repeats}. The same tokens, word 1-2-grams
(characters for Chinese), C = {options.c:g}, on the official test sets. "Defaults" is `LogisticRegression(C={options.c:g})`: tolerance 1e-4 in
the gradient, at most 100 iterations. "Converged" has tolerance 1e-8 and at most 10,000 iterations. The objective is
`mean loss + |w|² / (2 C n)`: lower is nearer to the optimum. "Differs" counts test documents classified otherwise than by
the converged model: where the defaults differ, they ended at their tolerance, short of the optimum. A fit that ran into
its limit of iterations, of which scikit-learn warns, says "not converged".

{results.table(ACCURACY, [comparison.accuracy_row() for comparison in comparisons])}

Seconds of the regression alone; ours ends at a gradient of 1e-5.

{results.table(SECONDS, [comparison.seconds_row() for comparison in comparisons])}

C chosen on validation documents, all threads; these models learn from the other documents alone.

{results.table(CHOICE, [comparison.choice_row() for comparison in comparisons])}"""


def main():
    if sys.argv[1:2] == ["fit"]:
        return fit(Path(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", default=os.environ.get("WEFT_CORPORA"), help="default: WEFT_CORPORA")
    parser.add_argument("--ours", default=str(HERE.parent.parent / ".build/release/BaselineBenchmark"))
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--c", type=float, default=1.0)
    parser.add_argument("--cache", default=str(HERE.parent.parent / ".build/baseline"), help="where results are kept")
    parser.add_argument("--output", default="-", help="the file whose baseline section is written; - prints it")
    options = parser.parse_args()
    if not options.corpora:
        parser.error("expected --corpora or WEFT_CORPORA, found neither")
    comparisons, cache = [], results.Cache(options.cache, "baseline")
    with tempfile.TemporaryDirectory() as scratch:
        for name in options.sets.split(","):
            folder = Path(scratch) / name
            prepare(Path(options.corpora) / name, folder, name in CHARACTER_SETS)
            comparisons.append(Comparison(name, folder, cache, options))
            print(" | ".join(map(str, comparisons[-1].accuracy_row() + comparisons[-1].seconds_row())), file=sys.stderr)
    text = section(comparisons, options)
    if options.output == "-":
        print(text)
    else:
        results.write_section(options.output, "baseline", text)


if __name__ == "__main__":
    main()
