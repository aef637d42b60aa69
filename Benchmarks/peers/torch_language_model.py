#!/usr/bin/env python3
"""The character language model: embedding, stacked LSTM, softmax; training with carried state, or generation.

    torch_language_model.py --mode train --layers 2 --hidden 512 --batch 64 --window 64 --threads 2 --repeats 5
    torch_language_model.py --mode generate --precision float32|int8 --length 200

A training step is one window: forward, cross-entropy, backward, clipping by global norm, fused Adam; the state is
handed on to the next window, detached. Generation is at batch 1, one character a call, drawn from the softmax (as
the greatest of logits plus Gumbel noise made beforehand, the cheapest way). For generation two ways are tried:
nn.LSTM and a chain of nn.LSTMCell. ms is one training step, or one character.
"""

import warnings

import torch
from torch import nn

import measuring
import peer_torch


def parse():
    parser = measuring.arguments(__doc__.split("\n")[0])
    parser.add_argument("--mode", choices=("train", "generate"), default="train")
    parser.add_argument("--precision", choices=("float32", "int8"), default="float32")
    parser.add_argument("--length", type=int, default=200, help="characters in a repeat of generation")
    for name, size in (
        ("layers", 2), ("hidden", 512), ("embedding", 128), ("vocabulary-size", 96), ("batch", 64), ("window", 64)
    ):
        parser.add_argument(f"--{name}", type=int, default=size)
    return parser.parse_args()


class LanguageModel(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.embedding = nn.Embedding(options.vocabulary_size, options.embedding)
        self.encoder = nn.LSTM(options.embedding, options.hidden, options.layers)
        self.output = nn.Linear(options.hidden, options.vocabulary_size)

    def forward(self, tokens, state=None):
        states, state = self.encoder(self.embedding(tokens), state)
        return self.output(states), state


class CellModel(nn.Module):
    """The same function, one character at a time, as a chain of cells."""

    def __init__(self, options):
        super().__init__()
        widths = [options.embedding] + [options.hidden] * (options.layers - 1)
        self.embedding = nn.Embedding(options.vocabulary_size, options.embedding)
        self.cells = nn.ModuleList(nn.LSTMCell(width, options.hidden) for width in widths)
        self.output = nn.Linear(options.hidden, options.vocabulary_size)

    def forward(self, tokens, state):
        values, states = self.embedding(tokens[0]), []
        for cell, old in zip(self.cells, state):
            states.append(cell(values, old))
            values = states[-1][0]
        return self.output(values), states


def train_step(options):
    model = LanguageModel(options)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    text = torch.randint(options.vocabulary_size, (options.window + 1, options.batch))
    state = [None]

    def run():
        optimizer.zero_grad(set_to_none=True)
        logits, new = model(text[:-1], state[0])
        nn.functional.cross_entropy(logits.flatten(0, 1), text[1:].flatten()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        state[0] = tuple(s.detach() for s in new)

    return run


def quantized(model, options):
    if options.precision == "float32":
        return model.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kinds = {nn.LSTM, nn.LSTMCell, nn.Linear}
        return torch.ao.quantization.quantize_dynamic(model.eval(), kinds, dtype=torch.qint8)


def generation(model, state, options):
    noise = -torch.log(-torch.log(torch.rand(options.length, options.vocabulary_size)))

    def run():
        token, held = torch.zeros(1, 1, dtype=torch.long), state
        for row in noise:
            logits, held = model(token, held)
            token = torch.argmax(logits.view(-1) + row).view(1, 1)
            token.item()  # a program that writes characters needs each one

    return run


def main():
    options = parse()
    peer = peer_torch.prepare(options)
    if options.mode == "train":
        samples = measuring.sample(train_step(options), options.repeats)
        measuring.report(peer, {"train": samples}, characters=options.batch * options.window)
        return
    cell_state = [(torch.zeros(1, options.hidden), torch.zeros(1, options.hidden)) for _ in range(options.layers)]
    layer_state = tuple(torch.zeros(options.layers, 1, options.hidden) for _ in range(2))
    ways = {"lstm": (LanguageModel, layer_state), "lstm_cells": (CellModel, cell_state)}
    with torch.inference_mode():
        runs = {k: generation(quantized(make(options), options), state, options) for k, (make, state) in ways.items()}
        found = {k: [s / options.length for s in measuring.sample(run, options.repeats)] for k, run in runs.items()}
    measuring.report(f"{peer}, {options.precision}", found, characters=1)


if __name__ == "__main__":
    main()
