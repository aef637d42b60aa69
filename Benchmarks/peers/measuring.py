"""Measuring, arguments and output that the peers' scripts share. Standard library alone.

A script prints one JSON object on one line with the keys of `weft benchmark --json`: ms, ms_min, ms_max (median,
least and greatest of the repeats), and as they apply gflops, tokens_per_second, examples_per_second,
characters_per_second, megabytes_per_second (from the median); besides `peer`, `variant` (the one that was fastest) and
`variants` (the median milliseconds of all that were tried).
"""

import argparse
import gc
import json
import statistics
import time

WARM_UP_SECONDS = 0.5
LEAST_SECONDS = 0.1  # a repeat runs the work as often as it takes to last this long, and counts the mean


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--onednn", choices=("on", "off"), default="on")
    parser.add_argument("--json", action="store_true", help="accepted as by weft benchmark; JSON is always printed")
    return parser


def layer_configuration(text):
    """LAYERS,yes|no,INPUT,HIDDEN,BATCH,TIME, where yes is bidirectional."""
    layers, bidirectional, *sizes = text.split(",")
    if bidirectional not in ("yes", "no") or len(sizes) != 4:
        raise argparse.ArgumentTypeError(f"expected LAYERS,yes|no,INPUT,HIDDEN,BATCH,TIME, found {text}")
    return (int(layers), bidirectional == "yes", *map(int, sizes))


def read_lengths(file):
    """One length a line."""
    with open(file, encoding="ascii") as lines:
        return [int(line) for line in lines if line.strip()]


def batches_of(lengths, size):
    """Batches of consecutive lengths, each sorted with the longest first; a short last one is dropped."""
    full = len(lengths) // size * size
    return [sorted(lengths[i : i + size], reverse=True) for i in range(0, full, size)]


def sample(run, repeats):
    """Milliseconds of one run, for each repeat, after a warm-up."""
    start, count = time.perf_counter(), 0
    while count < 2 or time.perf_counter() - start < WARM_UP_SECONDS:
        before = time.perf_counter()
        run()
        last, count = time.perf_counter() - before, count + 1
    inner = max(1, round(LEAST_SECONDS / max(last, 1e-9)))
    gc.collect()
    gc.disable()
    samples = []
    for _ in range(repeats):
        before = time.perf_counter()
        for _ in range(inner):
            run()
        samples.append((time.perf_counter() - before) * 1000 / inner)
    gc.enable()
    return samples


def report(peer, variants, flops=None, **work):
    """Prints the fastest of the variants, {name: samples}; `work` names amounts done in one run, as tokens=3200."""
    name = min(variants, key=lambda k: statistics.median(variants[k]))
    samples = variants[name]
    median = statistics.median(samples)
    result = {"ms": median, "ms_min": min(samples), "ms_max": max(samples)}
    if flops:
        result["gflops"] = flops / median / 1e6
    for unit, amount in work.items():
        result[f"{unit}_per_second"] = amount / median * 1000
        result[unit] = amount
    result.update(peer=peer, variant=name)
    result["variants"] = {k: round(statistics.median(v), 4) for k, v in variants.items()}
    print(json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in result.items()}))
