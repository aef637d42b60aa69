#!/usr/bin/env python3
"""Trains on real corpora from the command line and writes the quality section of RESULTS.md.

    WEFT_CORPORA=FOLDER Benchmarks/quality.py                    everything that is not in the cache yet
    Benchmarks/quality.py --only trec6 --seeds 1 --output -      one run, printed alone

Each run is one process of `weft train` with the options of the table below. Every result is added to
quality.jsonl in --cache as soon as it is there, so an interrupted call goes on where it stopped; a run whose options
change is made again. Needs nothing beyond Python's standard library.
"""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import results

HERE = Path(__file__).resolve().parent


@dataclass
class Run:
    name: str
    title: str
    train: str  # files in WEFT_CORPORA
    test: str
    options: str = ""  # anything beyond the defaults
    valid: str = ""
    least: float | None = None  # the accuracy to reach, as the median of the seeds
    most: float | None = None  # for language models, the bits per character
    seeds: int = 3


# The options of every run; nothing here may be tuned on a test set.
RUNS = [
    Run("trec6", "TREC-6", "trec6/train.tsv", "trec6/test.tsv", least=0.885),
    Run("sst2", "SST-2, sentences", "sst2/train.tsv", "sst2/test.tsv", valid="sst2/valid.tsv", least=0.815),
    Run("sms_spam", "SMS spam", "sms_spam/train.tsv", "sms_spam/test.tsv", least=0.985),
    Run("reuters_r8", "Reuters R8", "reuters_r8/train.tsv.zst", "reuters_r8/test.tsv.zst", least=0.95, seeds=1),
    Run("thucnews", "THUCNews headlines, 45,000", "thucnews/train.tsv.zst", "thucnews/test.tsv",
        "--level character --epochs 5", valid="thucnews/valid.tsv", least=0.88, seeds=1),
    Run("20newsgroups", "20 Newsgroups without headers", "20newsgroups_noheaders/train.tsv.zst",
        "20newsgroups_noheaders/test.tsv.zst", "--epochs 6 --max-tokens 256", seeds=1),
    Run("wisesight_thai", "Wisesight, Thai", "wisesight_thai/train.tsv.zst", "wisesight_thai/test.tsv", seeds=1),
    Run("masakhanews_amharic", "MasakhaNEWS, Amharic", "masakhanews_amharic/train.tsv.zst",
        "masakhanews_amharic/test.tsv.zst", valid="masakhanews_amharic/valid.tsv", seeds=1),
    Run("chnsenticorp_htl", "Hotel reviews, Chinese", "chnsenticorp_htl/train.tsv.zst", "chnsenticorp_htl/test.tsv", seeds=1),
    Run("tinyshakespeare", "tinyshakespeare", "tinyshakespeare/train.txt", "",
        "--level character --layers 2 --hidden 256 --time-limit 600", valid="tinyshakespeare/valid.txt",
        most=2.25, seeds=1),
]
SAMPLE = ["--prompt", "ROMEO:", "--length", "300", "--seed", "1"]


def note(text):
    print(text, file=sys.stderr, flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--seeds", help="comma-separated; by default 1, 2, 3 (language model: 1)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--weft", default=str(HERE.parent / ".build/release/weft"))
    parser.add_argument("--cache", default=str(HERE.parent / ".build/quality"), help="results and models")
    parser.add_argument("--output", default=str(HERE / "RESULTS.md"), help="- prints the section alone")
    return parser.parse_args()


def command(run, seed, threads):
    """The words of a run as they are shown: `weft` and $WEFT_CORPORA are put in place only when it starts."""
    verb = "language-model" if run.most else "classifier"
    words = ["weft", "train", verb, f"$WEFT_CORPORA/{run.train}"]
    words += ["--test", f"$WEFT_CORPORA/{run.test}"] if run.test else []
    words += ["--valid", f"$WEFT_CORPORA/{run.valid}"] if run.valid else []
    words += ["--output", f"{run.name}-{seed}.weft", *shlex.split(run.options)]
    return words + ["--seed", str(seed), "--threads", str(threads), "--json"]


def start(words, options):
    places = {"weft": options.weft}
    words = [places.get(w, w).replace("$WEFT_CORPORA", os.environ.get("WEFT_CORPORA", "")) for w in words]
    begin = time.perf_counter()
    done = subprocess.run(words, cwd=options.cache, capture_output=True, text=True)
    return done, time.perf_counter() - begin


def execute(run, seed, options):
    """What the training printed (a language model: its evaluation), with the wall clock time of the training.

    None after a failure, which is said.
    """
    done, wall = start(command(run, seed, options.threads), options)
    if done.returncode:
        note(f"{run.name}: exit code {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
        return None
    found = json.loads(done.stdout.strip().splitlines()[-1])
    found["wall_seconds"] = wall
    if run.most:
        model = f"{run.name}-{seed}.weft"
        evaluated, _ = start(["weft", "evaluate", model, f"$WEFT_CORPORA/{run.valid}", "--json"], options)
        found.update(json.loads(evaluated.stdout.strip().splitlines()[-1]))
        sample, _ = start(["weft", "generate", model, *SAMPLE], options)
        found["sample"] = sample.stdout
    return found


def seeds_of(run, options):
    return [int(s) for s in options.seeds.split(",")] if options.seeds else list(range(1, run.seeds + 1))


def collect(chosen, options):
    """{run's name: [(seed, result)]}, from the cache and, where it has nothing, by running."""
    cache, found = results.Cache(options.cache, "quality"), {}
    for run in chosen:
        for seed in seeds_of(run, options):
            key = shlex.join(command(run, seed, options.threads))
            if not cache.get(key):
                note(f"{run.name}, seed {seed}: {key}")
                result = execute(run, seed, options)
                if result:
                    cache.put(key, result)
                    note(f"{run.name}, seed {seed}: {summary(run, result)}")
            if cache.get(key):
                found.setdefault(run.name, []).append((seed, cache.get(key)))
    return found


def summary(run, result):
    quality = f"{result['bits_per_character']:.3f} bits" if run.most else f"accuracy {result['model']['accuracy']:.4f}"
    return f"{quality}, {result['wall_seconds']:.0f} s"


def spread(values, form):
    """The median, and least and greatest where they differ."""
    middle = statistics.median(values)
    return form(middle) + (f" ({form(min(values))}–{form(max(values))})" if min(values) != max(values) else "")


def percent(value):
    return f"{100 * value:.1f}"


def probability(value):
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def classifier_line(run, found):
    accuracies = [r["model"]["accuracy"] for _, r in found]
    typical = sorted(found, key=lambda entry: entry[1]["model"]["accuracy"])[(len(found) - 1) // 2][1]
    baseline, p = typical.get("baseline") or {}, typical.get("p_value")
    reached = "–" if run.least is None else "yes" if statistics.median(accuracies) >= run.least else "no"
    return [
        run.title, spread(accuracies, percent), "–" if run.least is None else f"≥ {percent(run.least)}", reached,
        spread([r["model"]["macro_f1"] for _, r in found], percent),
        percent(baseline["accuracy"]) if baseline else "–", probability(p) if p is not None else "–",
        typical["model"].get("n", "–"), spread([r["wall_seconds"] for _, r in found], lambda s: f"{s:.0f}"),
        f"{max(r.get('peak_rss_bytes', 0) for _, r in found) / 1e6:.0f}",
    ]


def language_line(run, found):
    bits = [r["bits_per_character"] for _, r in found]
    reached = "yes" if statistics.median(bits) <= run.most else "no"
    times = spread([r["wall_seconds"] for _, r in found], lambda s: f"{s:.0f}")
    return [run.title, spread(bits, lambda b: f"{b:.3f}"), f"≤ {run.most}", reached, times]


CLASSIFIER_HEADER = [
    "corpus", "accuracy %", "target", "reached", "macro-F1 %", "baseline's accuracy %", "McNemar's p", "test documents",
    "seconds", "peak MB",
]
LANGUAGE_HEADER = ["corpus", "bits per character, validation", "target", "reached", "seconds"]
TEMPLATE = """## Quality on real data

Made by `Benchmarks/quality.py` on {machine}, {threads} threads, {date}. Median of the seeds, in brackets least and
greatest; seconds are of the whole process: reading, training, the baseline and its choice of C, testing. The p-value is
that of the seed with the median accuracy. Test sets were not tuned to.
{tables}
Every command, with seed 1 (the others differ in `--seed` and `--output`):

```
{commands}
```
"""


def section(chosen, found, options):
    classifiers = [classifier_line(r, found[r.name]) for r in chosen if r.name in found and not r.most]
    models = [language_line(r, found[r.name]) for r in chosen if r.name in found and r.most]
    tables = "\n" + results.table(CLASSIFIER_HEADER, classifiers) + "\n" if classifiers else ""
    tables += "\n" + results.table(LANGUAGE_HEADER, models) + "\n" if models else ""
    missing = [r.title for r in chosen if r.name not in found]
    tables += f"\nNot run: {', '.join(missing)}.\n" if missing else ""
    for run in chosen:
        if run.most and run.name in found and found[run.name][0][1].get("sample"):
            shown = shlex.join(["weft", "generate", f"{run.name}-1.weft", *SAMPLE])
            tables += f"\n`{shown}` writes:\n\n```\n{found[run.name][0][1]['sample'].strip()}\n```\n"
    commands = "\n".join(" ".join(command(r, 1, options.threads)) for r in chosen if r.name in found)
    return TEMPLATE.format(
        machine=results.machine(), threads=options.threads, date=time.strftime("%Y-%m-%d"), tables=tables,
        commands=commands)


def main():
    options = parse()
    options.weft, options.cache = (str(Path(p).resolve()) for p in (options.weft, options.cache))
    corpora = os.environ.get("WEFT_CORPORA")
    if not corpora or not Path(corpora).is_dir():
        sys.exit("WEFT_CORPORA names no folder: the corpora are not part of the project")
    chosen = [r for r in RUNS if not options.only or any(r.name.startswith(o) for o in options.only)]
    text = section(chosen, collect(chosen, options), options)
    print(text)
    if options.output != "-":
        results.write_section(options.output, "quality", text)


if __name__ == "__main__":
    main()
