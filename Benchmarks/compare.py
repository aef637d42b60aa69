#!/usr/bin/env python3
"""Measures Weft beside its peers, in alternation, and writes the engine section of RESULTS.md.

    Benchmarks/compare.py                              the whole table (about an hour)
    Benchmarks/compare.py --quick                      a few rows
    Benchmarks/compare.py --only layer --only step     rows whose names begin so
    Benchmarks/compare.py --avx2 --only layer          both sides without AVX-512, in a section of its own
    Benchmarks/compare.py --list

Every round runs ours once and each of the row's peers once, as processes of their own with --repeats repeats inside. A
process counts by its median, a program by the median of its processes; of the peers the fastest counts. The
ratio says how many times faster ours is; its least and greatest are those of the rounds. Rows that were measured are
kept in --cache and not run again, except with --fresh or, where a busy machine spoilt them, --again-noisy (contention
hurts PyTorch's spinning threads far more than ours, so such rows flatter Weft). Where a peer's Python packages are
missing, ours is shown alone. Needs nothing beyond Python's standard library. Real text is read from $WEFT_CORPORA; the
rows that need it are left out without it.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import results
import rows

HERE = Path(__file__).resolve().parent
COLD_RUNS = 11
# What keeps Weft, PyTorch, oneDNN and MKL from AVX-512. (onnxruntime has no such switch.)
AVX2 = {"WEFT_INSTRUCTION_SET": "avx2", "ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2"}
COLD_LINE = "word1 word5 word77 word123 word4567 word20000 word999 word3 word15 word250\n"


def note(text):
    print(text, file=sys.stderr, flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="rows whose names begin so")
    parser.add_argument("--quick", action="store_true", help="the rows marked quick alone")
    parser.add_argument("--list", action="store_true", help="print the rows' names and end")
    parser.add_argument("--avx2", action="store_true", help="both sides as on a processor without AVX-512")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rest", type=float, default=0.5, metavar="SECONDS", help="pause before each process")
    parser.add_argument("--timeout", type=float, default=300, metavar="SECONDS", help="of one process")
    parser.add_argument("--weft", default=str(HERE.parent / ".build/release/weft"))
    parser.add_argument("--python", default=os.environ.get("PYTHON", sys.executable), help="a Python with torch")
    parser.add_argument("--cache", default=str(HERE.parent / ".build/compare"), help="results and prepared files")
    parser.add_argument("--fresh", action="store_true", help="measure again what the cache holds")
    parser.add_argument("--again-noisy", action="store_true", help="measure again what a busy machine spoilt")
    parser.add_argument("--output", default=str(HERE / "RESULTS.md"), help="- prints the section alone")
    return parser.parse_args()


class Runner:
    """Runs commands with their places filled in, and knows which files could be prepared."""

    def __init__(self, options):
        self.options = options
        self.places = {"threads": str(options.threads), "repeats": str(options.repeats)}
        self.folder = Path(options.cache)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.environment = {**os.environ, **AVX2} if options.avx2 else None

    def run(self, command):
        """The JSON that a command prints, or {"error": ...}; `wall` is added to either."""
        words = [word.format(**self.places) if "{" in word else word for word in command]
        if words[0] == "python":
            words[0] = self.options.python
        time.sleep(self.options.rest)
        start = time.perf_counter()
        try:
            done = subprocess.run(
                words, cwd=HERE, capture_output=True, text=True, timeout=self.options.timeout, input=COLD_LINE,
                env=self.environment)
        except (OSError, subprocess.TimeoutExpired) as problem:
            return {"error": str(problem)}
        wall = (time.perf_counter() - start) * 1000
        if done.returncode:
            lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
            stated = [line for line in lines if line.lower().startswith("error")]
            return {"error": (stated or lines[-1:] or [f"exit code {done.returncode}"])[0]}
        try:
            found = json.loads(done.stdout.strip().splitlines()[-1])
        except (ValueError, IndexError):
            found = {}
        return {**(found if isinstance(found, dict) else {}), "wall": wall}

    def run_cold(self, command):
        """The median wall clock time of several processes."""
        found = [self.run(command) for _ in range(COLD_RUNS if command[0] != "python" else 3)]
        failed = [f for f in found if "error" in f]
        return failed[0] if failed else {"wall": statistics.median(f["wall"] for f in found)}

    # Files

    def prepare(self, names):
        """Makes what the rows need; what cannot be made is said, and its rows are left out."""
        makers = {
            "lengths": self.make_lengths, "bucketed": self.make_bucketed, "icu": self.make_icu,
            "english": lambda: self.make_text("english", "agnews/test.tsv.zst"),
            "chinese": lambda: self.make_text("chinese", "chnsenticorp_htl/train.tsv.zst"),
            "cold_float32": self.make_cold, "cold_int8": self.make_cold_int8,
        }
        for name in sorted(names):
            try:
                path = makers[name]()
            except (OSError, subprocess.CalledProcessError) as problem:
                note(f"{name}: {problem}")
                path = None
            if path:
                self.places[name] = str(path)
            else:
                note(f"{name} is not here: its rows are left out")

    def corpus(self, name):
        folder = os.environ.get("WEFT_CORPORA")
        return Path(folder) / name if folder and (Path(folder) / name).exists() else None

    def script(self, *words):
        return subprocess.run([sys.executable, *words], cwd=HERE, check=True, capture_output=True).stdout

    def make_lengths(self):
        corpus, file = self.corpus("agnews/test.tsv.zst"), self.folder / "lengths.txt"
        if corpus:
            file.write_bytes(self.script("peers/lengths.py", str(corpus), "--count", "256"))
            return file
        return None

    def make_bucketed(self):
        lengths, file = self.make_lengths(), self.folder / "bucketed.txt"
        if lengths:
            file.write_text("\n".join(sorted(lengths.read_text().split(), key=int)) + "\n")
            return file
        return None

    def make_text(self, language, name):
        corpus, file = self.corpus(name), self.folder / f"{language}.txt"
        if not corpus:
            return None
        content = subprocess.run(["zstd", "-dcq", str(corpus)], check=True, capture_output=True).stdout
        file.write_bytes(b"".join(line.split(b"\t", 1)[-1] for line in content.splitlines(keepends=True)))
        return file

    def make_icu(self):
        compiler, file = shutil.which("cc") or shutil.which("clang"), self.folder / "icu_tokenize"
        if not compiler:
            return None
        flags = subprocess.run(
            ["pkg-config", "--cflags", "--libs", "icu-uc"], check=True, capture_output=True, text=True).stdout
        source = str(HERE / "peers/icu_tokenize.c")
        subprocess.run([compiler, "-O2", source, "-o", str(file), *flags.split(), "-lpthread"], check=True)
        return file

    def make_cold(self):
        """Trains the classifier of the cold row for an epoch on made-up words, all 30,000 of them."""
        torch_folder = self.folder / "torch_cold"
        if has_torch(self.options):
            prepared = [self.options.python, "peers/torch_cold.py", "--prepare", str(torch_folder)]
            subprocess.run(prepared, cwd=HERE, check=True, capture_output=True)
        self.places["torch_cold"] = str(torch_folder)
        corpus, model = self.folder / "words.tsv", self.folder / "cold.weft"
        texts = (" ".join(f"word{(i * 10 + k) % 29_990}" for k in range(10)) for i in range(3 * 2_999))
        corpus.write_text("".join(f"topic{i % 4}\t{text}\n" for i, text in enumerate(texts)))
        sizes = ["--layers", "2", "--hidden", "256", "--embedding", "300", "--vocabulary-size", "30000"]
        command = [self.options.weft, "train", "classifier", str(corpus), "--output", str(model), *sizes]
        if not model.exists():
            command += ["--epochs", "1", "--min-count", "1", "--no-baseline", "--quiet"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return model

    def make_cold_int8(self):
        """The model of the cold row in int8."""
        model = self.folder / "cold-int8.weft"
        command = [self.options.weft, "quantize", str(self.make_cold()), "--output", str(model), "--quiet"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return model


def has_torch(options):
    """Whether the peers' Python can import torch; if not, why is said."""
    try:
        done = subprocess.run([options.python, "-c", "import torch"], capture_output=True, text=True)
    except OSError as problem:
        note(str(problem))
        return False
    if done.returncode:
        note(f"{options.python}: exit code {done.returncode} {done.stderr.strip()[-300:]}")
    return not done.returncode


# Measuring


def speed(row, found):
    """More is better, whatever the metric."""
    value = found.get(row.metric)
    return (1 / value if row.metric in ("ms", "wall") else value) if value else None


def measure(row, runner):
    """{"ours": [result of each round], "peers": {command: [results]}}"""
    run = runner.run_cold if row.metric == "wall" else runner.run
    ours, peers = [], [[] for _ in row.peers]
    for number in range(runner.options.rounds):
        note(f"{row.name}: round {number + 1} of {runner.options.rounds}")
        ours.append(run([runner.options.weft, *row.ours]))
        for index, command in enumerate(row.peers):
            if not peers[index] or "error" not in peers[index][0]:
                peers[index].append(run(command))
        if "error" in ours[0]:
            note(f"{row.name}: ours: {ours[0]['error']}")
    return {"ours": ours, "peers": peers}


def middle(row, found):
    """The median speed of the processes, and theirs one by one; None where one of them failed."""
    speeds = [speed(row, f) for f in found]
    return (statistics.median(speeds), speeds) if speeds and all(speeds) else (None, [])


def is_noisy(measured):
    """Whether repeats inside a process differ by more than half: somebody else was using the machine."""
    every = [f for found in (measured["ours"], *measured["peers"]) for f in found]
    return any(f.get("ms_max", 0) > 1.5 * f.get("ms_min", 0) for f in every)


def shown(row, value):
    if value is None:
        return "–"
    value = 1 / value if row.metric in ("ms", "wall") else value
    unit = "ms" if row.metric in ("ms", "wall") else row.metric.replace("_per_second", "/s").replace("megabytes", "MB")
    return f"{value:.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def judge(row, measured):
    """One line of the table."""
    mine, mine_each = middle(row, measured["ours"])
    rivals = [(*middle(row, found), found) for found in measured["peers"]]
    rivals = [r for r in rivals if r[0]]
    best = max(rivals, key=lambda r: r[0], default=(None, [], [{}]))
    peer = best[2][0].get("peer", "Python with torch" if row.metric == "wall" and best[0] else "–")
    ways = best[2][0].get("variants", {})
    peer += f" ({best[2][0]['variant']})" if len(ways) > 1 else ""
    ratio = span = reached = "–"
    if mine and best[0]:
        pairs = [a / b for a, b in zip(mine_each, best[1])]
        ratio, span = f"**{mine / best[0]:.2f}**", f"{min(pairs):.2f}–{max(pairs):.2f}"
    target = "–" if row.target is None else f"≥ {row.target}"
    if row.metric == "wall":
        target = f"≤ {row.target} ms"
        reached = "–" if not mine else "yes" if 1 / mine <= row.target else "no"
    elif row.target and mine and best[0]:
        reached = "yes" if mine / best[0] >= row.target else "no"
    return [row.work, shown(row, mine), shown(row, best[0]), peer, ratio, span, target, reached,
            *of_peak(row, measured, mine / best[0] if mine and best[0] else None)]


def of_peak(row, measured, ratio):
    """Our share of the multiply-add peak, and the ratio that all of it would give: no program can reach more."""
    peaks = [f["peak_fraction"] for f in measured["ours"] if f.get("peak_fraction")]
    if not peaks or "int8" in row.ours:
        return ["–", "–"]
    peak = statistics.median(peaks)
    return [f"{100 * peak:.0f} %", f"{ratio / peak:.2f}" if ratio else "–"]


HEADER = ["work", "weft", "peer", "the faster peer", "ratio", "least–greatest", "target", "reached", "of FMA peak",
          "ratio at the peak"]
TEMPLATE = """## {title}

Made by `Benchmarks/compare.py` on {machine}, {threads} threads, {date}: {rounds} processes of each program in
alternation, {repeats} repeats inside each, medians. The ratio says how many times faster Weft is than the fastest of
the peer's ways; least and greatest are those of single rounds; the ratio at the peak is what a program would have that
did nothing but multiply and add in registers. Layers are written (layers, bidirectional, input, hidden, batch, time).
{remark}
{table}
"""


def section(options, chosen, measured, torch):
    lines = [judge(row, measured[row.name]) for row in chosen if row.name in measured]
    missing = [row.name for row in chosen if row.name not in measured]
    remarks = [] if torch else ["Python with torch is not on this machine: ours alone."]
    remarks += [f"Not measured: {', '.join(missing)}."] if missing else []
    noisy = [row.name for row in chosen if row.name in measured and is_noisy(measured[row.name])]
    if noisy:
        remarks.append(f"Repeats inside a process differ by more than half (a busy machine): {', '.join(noisy)}.")
    for row in chosen:
        failed = [f["error"] for f in measured.get(row.name, {"ours": []})["ours"] if "error" in f]
        remarks += [f"{row.name} failed: {failed[0]}."] if failed else []
    if options.avx2:
        remarks.append("Weft, PyTorch, oneDNN and MKL were kept to AVX2, as on processors that have no AVX-512.")
    return TEMPLATE.format(
        title="The engine without AVX-512" if options.avx2 else "The engine", machine=results.machine(), threads=options.threads, date=time.strftime("%Y-%m-%d"), rounds=options.rounds,
        repeats=options.repeats, remark="\n" + "\n".join(remarks) + "\n" if remarks else "",
        table=results.table(HEADER, lines))


def choose(options):
    chosen = [r for r in rows.all_rows() if not options.only or any(r.name.startswith(o) for o in options.only)]
    return [r for r in chosen if r.quick or not options.quick]


def is_due(options, known):
    return options.fresh or not known or (options.again_noisy and is_noisy(known))


def main():
    options = parse()
    chosen = choose(options)
    if options.list:
        return print(*(row.name for row in chosen), sep="\n")
    if not Path(options.weft).exists():
        sys.exit(f"{options.weft} is not here: build it with `swift build -c release`, or name it with --weft")
    torch = has_torch(options)
    if not torch:
        note(f"{options.python} has no torch: ours alone (name another with --python)")
    if os.getloadavg()[0] > 0.5:
        note(f"the machine is busy (load {os.getloadavg()[0]:.1f}): these figures will not count for much")
    runner, cache = Runner(options), results.Cache(options.cache, "compare")
    limits = ["avx2"] if options.avx2 else []
    keys = {row.name: json.dumps([row.ours, row.peers, options.threads, options.repeats, *limits]) for row in chosen}
    todo = [row for row in chosen if is_due(options, cache.get(keys[row.name]))]
    runner.prepare({need for row in todo for need in row.needs})
    for row in todo:
        if all(need in runner.places for need in row.needs):
            measured = measure(row, runner)
            if "error" not in measured["ours"][0] and all("error" not in p[0] for p in measured["peers"]):
                cache.put(keys[row.name], measured)
            cache.known[keys[row.name]] = measured
            note("  ".join(judge(row, measured)))
    measured = {row.name: cache.get(keys[row.name]) for row in chosen if cache.get(keys[row.name])}
    text = section(options, chosen, measured, torch)
    print(text)
    if options.output != "-":
        results.write_section(options.output, "engine-avx2" if options.avx2 else "engine", text)


if __name__ == "__main__":
    main()
