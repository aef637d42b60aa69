#!/usr/bin/env python3
"""A cold classification of one line: start Python, import torch, load a model, read a line, print its label.

    torch_cold.py --prepare FOLDER          writes a model of embedding 30,000 x 300 and two bidirectional layers of 256
    echo "a line of text" | torch_cold.py FOLDER

Nothing is measured here; the caller takes the wall clock time of the process.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn

VOCABULARY, EMBEDDING, HIDDEN, LAYERS, CLASSES = 30_000, 300, 256, 2, 4


def make():
    return nn.ModuleDict({
        "embedding": nn.Embedding(VOCABULARY, EMBEDDING, padding_idx=0),
        "encoder": nn.LSTM(EMBEDDING, HIDDEN, LAYERS, bidirectional=True),
        "projection": nn.Linear(2 * HIDDEN, HIDDEN),
        "query": nn.Linear(HIDDEN, 1, bias=False),
        "output": nn.Linear(2 * HIDDEN, CLASSES),
    })


def prepare(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(make().state_dict(), folder / "model.pt")
    (folder / "vocabulary.json").write_text(json.dumps({f"word{i}": i for i in range(1, VOCABULARY)}))


def classify(folder, line):
    with torch.device("meta"):
        model = make()
    model.load_state_dict(torch.load(folder / "model.pt", mmap=True), assign=True)
    vocabulary = json.loads((folder / "vocabulary.json").read_text())
    with torch.inference_mode():
        ids = torch.tensor([[vocabulary.get(word, 1)] for word in line.lower().split()])
        states = model["encoder"](model["embedding"](ids))[0]
        weights = torch.softmax(model["query"](torch.tanh(model["projection"](states))), 0)
        return int(model["output"]((weights * states).sum(0)).argmax())


def main():
    if sys.argv[1] == "--prepare":
        prepare(Path(sys.argv[2]))
    else:
        torch.set_num_threads(2)
        print(classify(Path(sys.argv[1]), sys.stdin.readline()))


if __name__ == "__main__":
    main()
