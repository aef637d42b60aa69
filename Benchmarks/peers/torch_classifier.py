#!/usr/bin/env python3
"""The whole classifier: embedding, bidirectional LSTM, additive attention, linear; a training step or inference.

    torch_classifier.py --mode train --lengths FILE --variant padded|packed --threads 2 --repeats 5

A training step is forward, cross-entropy, backward, clipping by global norm and Adam. `padded` computes the padding
too (its reverse direction reads it first: another function, but what most programs do); `packed` is exact. With
`--embedding-gradient sparse` (default) the embedding has sparse gradients and SparseAdam, with `dense` the usual
ones; all other weights have fused Adam. FILE holds a length a line, cut into batches in the order given; a repeat
runs all batches once, ms is the mean for a batch.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import measuring
import peer_torch


def parse():
    parser = measuring.arguments(__doc__.split("\n")[0])
    parser.add_argument("--mode", choices=("train", "infer"), default="train")
    parser.add_argument("--lengths", metavar="FILE", required=True)
    parser.add_argument("--variant", choices=("padded", "packed"), default="padded")
    parser.add_argument("--embedding-gradient", choices=("sparse", "dense"), default="sparse")
    for name, size in (
        ("vocabulary-size", 30_000), ("embedding", 300), ("hidden", 256), ("layers", 2),
        ("attention", 256), ("classes", 4), ("batch", 64),
    ):
        parser.add_argument(f"--{name}", type=int, default=size)
    return parser.parse_args()


class Classifier(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.packed = options.variant == "packed"
        sparse = options.embedding_gradient == "sparse"
        self.embedding = nn.Embedding(options.vocabulary_size, options.embedding, padding_idx=0, sparse=sparse)
        self.encoder = nn.LSTM(options.embedding, options.hidden, options.layers, bidirectional=True)
        self.projection = nn.Linear(2 * options.hidden, options.attention)
        self.query = nn.Linear(options.attention, 1, bias=False)
        self.output = nn.Linear(2 * options.hidden, options.classes)

    def encode(self, tokens, lengths):
        embedded = self.embedding(tokens)
        if not self.packed:
            return self.encoder(embedded)[0]
        packed = pack_padded_sequence(embedded, lengths, enforce_sorted=True)
        return pad_packed_sequence(self.encoder(packed)[0])[0]

    def forward(self, tokens, lengths, mask):
        states = self.encode(tokens, lengths)
        scores = self.query(torch.tanh(self.projection(states))).squeeze(-1)
        weights = torch.softmax(scores.masked_fill(~mask, -torch.inf), dim=0)
        return self.output((weights.unsqueeze(-1) * states).sum(0))


def clip(parameters, limit=1.0):
    """clip_grad_norm_, which does not take sparse gradients."""
    for p in parameters:
        p.grad = p.grad.coalesce() if p.grad.is_sparse else p.grad
    held = [p.grad.values() if p.grad.is_sparse else p.grad for p in parameters]
    norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(held)))
    torch._foreach_mul_(held, (limit / (norm + 1e-6)).clamp(max=1.0))


def make_optimizers(model, sparse):
    if not sparse:
        return [torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)]
    rest = [p for n, p in model.named_parameters() if n != "embedding.weight"]
    return [torch.optim.SparseAdam([model.embedding.weight], lr=1e-3), torch.optim.Adam(rest, lr=1e-3, fused=True)]


def make_batches(options):
    generator = torch.Generator().manual_seed(1)
    groups = measuring.batches_of(measuring.read_lengths(options.lengths), options.batch)
    targets = [torch.randint(options.classes, (options.batch,), generator=generator) for _ in groups]
    inputs = [peer_torch.token_ids(options.vocabulary_size, g, generator) for g in groups]
    return [(t, torch.tensor(g), peer_torch.mask_of(g), y) for t, g, y in zip(inputs, groups, targets)]


def main():
    options = parse()
    peer = peer_torch.prepare(options)
    model, batches = Classifier(options), make_batches(options)
    model.train(options.mode == "train")
    optimizers = make_optimizers(model, options.embedding_gradient == "sparse")
    parameters = list(model.parameters())

    def infer():
        with torch.inference_mode():
            for tokens, lengths, mask, _ in batches:
                torch.softmax(model(tokens, lengths, mask), 1)

    def train():
        for tokens, lengths, mask, targets in batches:
            model.zero_grad(set_to_none=True)
            nn.functional.cross_entropy(model(tokens, lengths, mask), targets).backward()
            clip(parameters)
            for optimizer in optimizers:
                optimizer.step()

    samples = measuring.sample(train if options.mode == "train" else infer, options.repeats)
    samples = [s / len(batches) for s in samples]
    tokens = sum(int(lengths.sum()) for _, lengths, _, _ in batches) / len(batches)
    name = options.variant + (f", {options.embedding_gradient} embedding" if options.mode == "train" else "")
    measuring.report(peer, {name: samples}, examples=options.batch, tokens=tokens)


if __name__ == "__main__":
    main()
