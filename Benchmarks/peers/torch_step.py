#!/usr/bin/env python3
"""One step of an LSTM at batch 1, in every way that PyTorch has; the fastest is the result.

    torch_step.py --input 512 --hidden 512 --precision float32|int8 --threads 2 --repeats 5

float32: nn.LSTM a step a call; nn.LSTMCell; one nn.Linear over [x, h] and the gates by hand; nn.LSTM over 35 steps,
a step's share. int8: dynamic quantisation of the same. ms is one step. The last way knows the inputs of all steps
before it begins, which nobody has who generates or streams; --ways step leaves it out.
"""

import warnings

import torch
from torch import nn

import measuring
import peer_torch

SHARED_STEPS = 35


def parse():
    parser = measuring.arguments(__doc__.split("\n")[0])
    parser.add_argument("--input", type=int, default=512)
    parser.add_argument("--hidden", type=int, default=512)
    parser.add_argument("--precision", choices=("float32", "int8"), default="float32")
    parser.add_argument("--ways", choices=("all", "step"), default="all")
    return parser.parse_args()


def quantized(module, kind, options):
    if options.precision == "float32":
        return module.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.ao.quantization.quantize_dynamic(module.eval(), {kind}, dtype=torch.qint8)


def layer(options, steps):
    module = quantized(nn.Sequential(nn.LSTM(options.input, options.hidden)), nn.LSTM, options)[0]
    values = torch.randn(steps, 1, options.input)
    state = (torch.zeros(1, 1, options.hidden), torch.zeros(1, 1, options.hidden))
    return lambda: module(values, state)


def cell(options):
    module = quantized(nn.Sequential(nn.LSTMCell(options.input, options.hidden)), nn.LSTMCell, options)[0]
    values, state = torch.randn(1, options.input), (torch.zeros(1, options.hidden), torch.zeros(1, options.hidden))
    return lambda: module(values, state)


def linear(options):
    """The whole step by hand: one product over the joined input and state, then the gates."""
    module = nn.Sequential(nn.Linear(options.input + options.hidden, 4 * options.hidden))
    module = quantized(module, nn.Linear, options)[0]
    values, h, c = torch.randn(1, options.input), torch.zeros(1, options.hidden), torch.zeros(1, options.hidden)

    def run():
        i, f, g, o = module(torch.cat((values, h), 1)).chunk(4, 1)
        new = torch.addcmul(torch.sigmoid(f) * c, torch.sigmoid(i), torch.tanh(g))
        return torch.sigmoid(o) * torch.tanh(new)

    return run


def main():
    options = parse()
    peer = peer_torch.prepare(options)
    runs = {"lstm_call": (layer(options, 1), 1), "lstm_cell": (cell(options), 1), "linear": (linear(options), 1)}
    if options.ways == "all":
        runs[f"lstm_{SHARED_STEPS}_steps"] = (layer(options, SHARED_STEPS), SHARED_STEPS)
    with torch.inference_mode():
        found = {k: [s / n for s in measuring.sample(run, options.repeats)] for k, (run, n) in runs.items()}
    flops = peer_torch.recurrent_flops(4, 1, 1, options.input, options.hidden, 1)
    measuring.report(f"{peer}, {options.precision}", found, flops=flops, tokens=1)


if __name__ == "__main__":
    main()
