"""The table of compare.py: what is measured, with which command of ours, and against which peers.

Commands are lists of words. {threads}, {repeats} and the files that compare.py prepares ({lengths}, {bucketed}
which holds the same lengths sorted, {english}, {chinese}, {icu}, {cold_float32} ...) are filled in when a command
is run. Of a row's peers the fastest counts.
"""

from dataclasses import dataclass, field

ONEDNN = (["--onednn", "on"], ["--onednn", "off"])
COMMON = ["--threads", "{threads}", "--repeats", "{repeats}"]
MODEL = ["--layers", "2", "--hidden", "512", "--embedding", "128", "--vocabulary-size", "96"]
CLASSIFIER = ["--layers", "2", "--hidden", "256", "--embedding", "300", "--vocabulary-size", "30000", "--batch", "64"]

LAYERS = [  # configuration, ratio to reach in training and inference
    ("1,no,256,256,32,100", 1.6, 1.25),
    ("2,yes,300,256,32,100", 1.3, 1.15),
    ("2,yes,128,128,64,50", 1.9, 1.7),
    ("2,no,512,512,64,35", 1.2, 1.3),
    ("2,no,650,650,20,35", 1.3, 1.4),
    ("1,no,200,200,20,20", 2.0, 1.9),
]


@dataclass
class Row:
    name: str
    work: str
    target: float | None  # the ratio to reach; for `cold` the milliseconds
    metric: str  # "ms" (less is better) or a key that ends in _per_second (more is better)
    ours: list
    peers: list
    quick: bool = False
    needs: list = field(default_factory=list)  # prepared files that it cannot do without


def ours(verb, *words):
    return ["benchmark", verb, *words, *COMMON, "--json"]


def torch_peers(script, *words, modes=ONEDNN):
    return [["python", f"peers/{script}", *words, *COMMON, *mode] for mode in modes]


def layer_rows():
    for number, (configuration, training, inference) in enumerate(LAYERS, 1):
        for mode, work, target in (("train", "forward + backward", training), ("infer", "forward", inference)):
            words = ["--config", configuration, "--mode", mode, "--cell", "lstm"]
            quick = number in (1, 3) if mode == "train" else number == 1
            title = f"LSTM {work} ({configuration})"
            yield Row(f"layer-{mode}-{number}", title, target, "ms", ours("layer", *words),
                      torch_peers("torch_layer.py", *words), quick)
    for number, (configuration, _, _) in enumerate(LAYERS[:2], 1):
        words = ["--config", configuration, "--mode", "train", "--cell", "gru"]
        yield Row(f"gru-train-{number}", f"GRU forward + backward ({configuration})", 1.8, "ms",
                  ours("layer", *words), torch_peers("torch_layer.py", *words))


def length_rows():
    for packing, target in (("packed", 2.8), ("padded", 1.5)):
        words = ["--config", "1,no,256,256,32,100", "--mode", "train", "--cell", "lstm", "--lengths", "{lengths}"]
        yield Row(f"lengths-{packing}", f"AG News lengths, batch 32, forward + backward, against {packing}", target,
                  "tokens_per_second", ours("layer", *words),
                  torch_peers("torch_layer.py", *words, "--packing", packing), packing == "packed", ["lengths"])
    words = [w.replace("{lengths}", "{bucketed}") for w in words]
    peers = [p for packing in ("packed", "padded")
             for p in torch_peers("torch_layer.py", *words, "--packing", packing)]
    yield Row("lengths-bucketed", "the same, batches of like lengths, against the better of both", None,
              "tokens_per_second", ours("layer", *words), peers, False, ["bucketed"])


def step_rows():
    """A call a step, as streaming and generation need it; and 35 steps in a call, whose inputs are all known."""
    for precision, target in (("float32", 4), ("int8", 6)):
        for steps, name, work in ((1, "step", "one step a call"), (35, "steps", "35 steps a call, a step's share")):
            mine = ["--config", f"1,no,512,512,1,{steps}", "--mode", "infer", "--cell", "lstm"]
            mine += [] if precision == "float32" else ["--precision", precision]
            peer = ["--input", "512", "--hidden", "512", "--precision", precision]
            peers = torch_peers("torch_step.py", *peer, "--ways", "step" if steps == 1 else "all")
            yield Row(f"{name}-{precision}", f"batch 1, input and hidden 512, {precision}, {work}",
                      target if steps == 1 else None, "tokens_per_second", ours("layer", *mine), peers)


def classifier_rows():
    targets = {("train", "padded"): 2.2, ("train", "packed"): 4, ("infer", "padded"): 2, ("infer", "packed"): 2.5}
    for (mode, variant), target in targets.items():
        words = [*CLASSIFIER, "--mode", mode, "--lengths", "{lengths}"]
        peers = torch_peers("torch_classifier.py", *words, "--variant", variant)
        work = "training step" if mode == "train" else "inference"
        yield Row(f"classifier-{mode}-{variant}", f"whole classifier, {work}, against {variant}", target,
                  "examples_per_second", ours("classifier", *words), peers, variant == "padded" and mode == "train",
                  ["lengths"])
    words = [*CLASSIFIER, "--mode", "train", "--lengths", "{bucketed}"]
    peers = [p for variant in ("packed", "padded")
             for p in torch_peers("torch_classifier.py", *words, "--variant", variant)]
    yield Row("classifier-train-bucketed", "whole classifier, training step, batches of like lengths, "
              "against the better of both", None, "examples_per_second", ours("classifier", *words), peers,
              False, ["bucketed"])


def language_model_rows():
    words = [*MODEL, "--batch", "64", "--window", "64"]
    yield Row("language-model-train", "character model 2 x 512, batch 64, window 64, training", 1.5,
              "characters_per_second", ours("language-model", *words), torch_peers("torch_language_model.py", *words))
    for precision in ("float32", "int8"):
        words = [*MODEL, "--precision", precision]
        onnx = [["python", "peers/onnx_generate.py", *words, *COMMON]]
        yield Row(f"generate-{precision}", f"generation, same model, batch 1, {precision}, against onnxruntime", 2.5,
                  "characters_per_second", ours("generate", *words), onnx, precision == "float32")
        yield Row(f"generate-{precision}-torch", f"generation, same model, batch 1, {precision}, against PyTorch", None,
                  "characters_per_second", ours("generate", *words),
                  torch_peers("torch_language_model.py", *words, "--mode", "generate"))


def tokenize_rows():
    for language in ("english", "chinese"):
        file = "{" + language + "}"
        mine = ours("tokenize", file)
        icu = [["{icu}", file, "{threads}", "{repeats}", *mode] for mode in ([], ["--utf16"])]
        hf = [["python", "peers/hf_tokenize.py", file, *COMMON]]
        yield Row(f"tokenize-{language}-icu", f"tokenizing {language.title()}, against ICU's own loop in C", 2,
                  "megabytes_per_second", mine, icu, True, [language, "icu"])
        yield Row(f"tokenize-{language}-hf", f"tokenizing {language.title()}, against tokenizers", 2,
                  "megabytes_per_second", mine, hf, False, [language])


def cold_rows():
    """Not benchmarks of `weft benchmark`: compare.py takes the wall clock time of the whole process."""
    peer = [["python", "peers/torch_cold.py", "{torch_cold}"]]
    yield Row("cold-float32", "cold classification of a line, 30,000 x 300 + 2 x bidirectional 256", 50, "wall",
              ["classify", "{cold_float32}"], peer, False, ["cold_float32"])
    yield Row("cold-int8", "the same, int8", 25, "wall", ["classify", "{cold_int8}"], peer, False, ["cold_int8"])


def all_rows():
    makers = (layer_rows, length_rows, step_rows, classifier_rows, language_model_rows, tokenize_rows, cold_rows)
    return [row for make in makers for row in make()]
