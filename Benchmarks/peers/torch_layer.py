#!/usr/bin/env python3
"""nn.LSTM or nn.GRU alone, forward, or forward and backward with the gradient of the input.

    torch_layer.py --config 1,no,256,256,32,100 --mode train --cell lstm --threads 2 --repeats 5 --onednn on
    torch_layer.py --config 1,no,256,256,32,0 --lengths FILE --packing packed

With --lengths, TIME is not used: FILE holds a length a line, cut into batches of BATCH in the order given; a repeat
runs all batches once, and ms is the mean for a batch. Padded batches compute the padding too, and give another
result in the reverse direction; packed ones are exact.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

import measuring
import peer_torch


def parse():
    parser = measuring.arguments(__doc__.split("\n")[0])
    parser.add_argument("--config", type=measuring.layer_configuration, required=True)
    parser.add_argument("--mode", choices=("train", "infer"), default="train")
    parser.add_argument("--cell", choices=("lstm", "gru"), default="lstm")
    parser.add_argument("--lengths", metavar="FILE")
    parser.add_argument("--packing", choices=("packed", "padded"), default="packed")
    return parser.parse_args()


def make_batches(options, input_size, batch, time):
    """Inputs, and for packed batches their lengths; beside them the number of real tokens."""
    if not options.lengths:
        return [(torch.randn(time, batch, input_size), None)], batch * time
    groups = measuring.batches_of(measuring.read_lengths(options.lengths), batch)
    packed = options.packing == "packed"
    inputs = [(torch.randn(g[0], batch, input_size), torch.tensor(g) if packed else None) for g in groups]
    return inputs, sum(map(sum, groups))


def forward(module, values, lengths):
    if lengths is None:
        return module(values)[0]
    return module(pack_padded_sequence(values, lengths, enforce_sorted=True))[0].data


def main():
    options = parse()
    peer = peer_torch.prepare(options)
    layers, bidirectional, input_size, hidden, batch, time = options.config
    make = {"lstm": nn.LSTM, "gru": nn.GRU}[options.cell]
    module = make(input_size, hidden, num_layers=layers, bidirectional=bidirectional)
    batches, tokens = make_batches(options, input_size, batch, time)

    def infer():
        with torch.inference_mode():
            for values, lengths in batches:
                forward(module, values, lengths)

    def train():
        for values, lengths in batches:
            module.zero_grad(set_to_none=True)
            leaf = values.requires_grad_()
            leaf.grad = None
            forward(module, leaf, lengths).sum().backward()

    module.train(options.mode == "train")
    samples = measuring.sample(train if options.mode == "train" else infer, options.repeats)
    samples = [s / len(batches) for s in samples]
    tokens = tokens / len(batches)
    directions, gates = 2 if bidirectional else 1, {"lstm": 4, "gru": 3}[options.cell]
    flops = peer_torch.recurrent_flops(gates, layers, directions, input_size, hidden, tokens)
    name = options.packing if options.lengths else "dense"
    measuring.report(peer, {name: samples}, flops=flops * (3 if options.mode == "train" else 1), tokens=tokens)


if __name__ == "__main__":
    main()
