#!/usr/bin/env python3
"""Makes the golden values of the layers, losses, optimizers and whole models from PyTorch.

    python make_golden.py [FOLDER]          # by default the folder of this script

Needs torch and numpy. Every value is computed in float64, from inputs and weights that are exact in
float32 once parsed as such (they have at most three decimals), so what the files hold is the truth to about
nine digits, and a float32 implementation is judged by its own error alone. Before a recurrent case is
written, PyTorch's float32 result is compared with it too.

Layout of every file:

    {"torch": VERSION, "cases": [CASE, ...]}
    CASE = {"name": TEXT, "integers": {NAME: [INTEGER, ...]}, "tensors": {NAME: {"shape": [...], "data": [...]}}}

Tensors are flat, row-major. A scalar has shape []. Sequences are time-major, [T, B, ...], longest sequence
first, zero where a sequence has ended; `lengths` [B] says where. To pack them: for every t, the rows b with
lengths[b] > t. A gradient's name is `gradient.` + the name of what it belongs to.

lstm.json, lstm_blocks.json, gru.json, gru_blocks.json, rnn.json
    integers: inputSize, hiddenSize, layers, directions (1 or 2), lengths
    tensors:  input [T,B,I], h0 and (LSTM) c0 [layers*directions,B,H], weights by PyTorch's names (weight_ih_l0,
              weight_hh_l0, bias_ih_l0, bias_hh_l0, ..._l1, ..._reverse), output [T,B,D*H], h_n, (LSTM) c_n,
              output.weighting, h_n.weighting, (LSTM) c_n.weighting, and loss = sum(output * output.weighting)
              + sum(h_n * h_n.weighting) + sum(c_n * c_n.weighting); gradients of loss for all weights,
              input, h0, c0.
    States are ordered layer 0 forward, layer 0 reverse, layer 1 forward, ... as in PyTorch.
    Cases: two_layers_bidirectional (I 5, H 6), one_layer (I 3, H 17); *_blocks: block_sizes (I 16, H 32).
    rnn.json: tanh_two_layers_bidirectional, relu_two_layers_bidirectional.

attention.json
    Case additive, max, mean, last, final: one pooling each over the same states.
    integers: lengths. tensors: states [T,B,2H], pooled [B,2H], pooled.weighting, loss = sum(pooled * weighting),
    gradient.states; additive also attention.projection.weight [A,2H], attention.projection.bias [A],
    attention.query.weight [1,A] with gradients, and weights [T,B] (the softmax over the valid steps).
    `last` takes the whole row of the last valid step; `final` its forward half, and the reverse half of step 0.

cross_entropy.json
    Case plain, weighted, smoothed, weighted_smoothed. integers: targets [N]. tensors: logits [N,C],
    class_weights [C] (ones if unweighted), smoothing [], loss [] (PyTorch's mean), gradient.logits.

optimizers.json
    Case sgd, sgd_momentum, adam, adamw, adam_clipped. tensors: options (rate, momentum or beta1, beta2, epsilon,
    weight_decay, clip: each a scalar `option.NAME`), initial [n], gradients [10,n] as given before clipping,
    parameters [10,n] after each step; adam_clipped also norms [10] (before clipping) and clipped [10,n].

classifier.json
    Case classifier. integers: lengths [B], tokens [T*B] (time-major, 0 = padding), targets [B], hiddenSize, layers,
    attentionSize. tensors: initial weights (embedding.weight, encoder.*, attention.*, output.weight, output.bias),
    gradient.* at step 1 before clipping, pooled [B,2H] and logits [B,C] at step 1, losses [10], norms [10]
    (before clipping), final.* after ten Adam steps (rate 0.01, betas 0.9 0.999, epsilon 1e-8, clip 1.0).

language_model.json
    Case language_model. integers: tokens [2*T*B], targets [2*T*B] (window, time, row), hiddenSize, layers.
    tensors: weights as above without attention, losses [2] (mean over the T*B tokens of a window), bits [2,T,B]
    (-log2 p of each target), states after each window (h_n.1, c_n.1, h_n.2, c_n.2), and gradient.* of the second
    window's loss, its initial state detached.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

LENGTHS = [7, 5, 5, 2]
FLOAT32_TOLERANCE = 2e-5


def draw(generator, *shape, scale=1.0):
    """Random values with three decimals, rounded to float32, held in float64."""
    values = np.round(generator.uniform(-scale, scale, size=shape), 3)
    return torch.from_numpy(np.asarray(values, dtype=np.float32).astype(np.float64))


def draw_sequences(generator, lengths, width):
    """Time-major sequences [T, B, width], zero where a sequence has ended."""
    values = draw(generator, lengths[0], len(lengths), width)
    for row, length in enumerate(lengths):
        values[length:, row] = 0
    return values


def draw_parameters(generator, module, scale):
    """Gives every parameter of a module drawn values; biases included, so that none is zero by chance."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(draw(generator, *parameter.shape, scale=scale))


def number(value):
    """Nine significant digits; a drawn value is written with the three decimals that it was drawn with."""
    short = round(value, 3)
    value = short if float(np.float32(short)) == value else value
    text = f"{value:.9g}"
    return int(text) if "." not in text and "e" not in text and "n" not in text else float(text)


def tensor(value):
    value = value.detach() if isinstance(value, torch.Tensor) else torch.tensor(value, dtype=torch.float64)
    return {"shape": list(value.shape), "data": [number(x) for x in value.reshape(-1).tolist()]}


def case(name, integers, tensors):
    return {
        "name": name,
        "integers": {k: [int(x) for x in np.ravel(v)] for k, v in integers.items()},
        "tensors": {k: tensor(v) for k, v in tensors.items()},
    }


def gradients(module, prefix=""):
    return {f"gradient.{prefix}{name}": p.grad for name, p in module.named_parameters()}


def run_recurrent(module, values, lengths):
    """Loss, outputs and leaves of one recurrent case, in the module's own precision."""
    dtype = next(module.parameters()).dtype
    leaves = {k: v.to(dtype).clone().requires_grad_() for k, v in values.items() if k in ("input", "h0", "c0")}
    packed = pack_padded_sequence(leaves["input"], lengths, enforce_sorted=True)
    state = (leaves["h0"], leaves["c0"]) if "c0" in leaves else leaves["h0"]
    packed_output, last = module(packed, state)
    results = {"output": pad_packed_sequence(packed_output)[0]}
    results.update(zip(("h_n", "c_n"), last if isinstance(last, tuple) else (last,)))
    loss = sum((results[k] * values[f"{k}.weighting"].to(dtype)).sum() for k in results)
    loss.backward()
    found = dict(results, loss=loss)
    found.update({f"gradient.{k}": v.grad for k, v in leaves.items()})
    found.update(gradients(module))
    return found


def recurrent_case(name, seed, make, input_size, hidden, layers, directions, lengths=LENGTHS):
    """One golden case of nn.LSTM, nn.GRU or nn.RNN; `make` takes PyTorch's keyword arguments."""
    generator = np.random.default_rng(seed)
    options = dict(input_size=input_size, hidden_size=hidden, num_layers=layers, bidirectional=directions == 2)
    module = make(**options).double()
    draw_parameters(generator, module, scale=0.5)
    states, batch = layers * directions, len(lengths)
    names = ("h0", "c0") if isinstance(module, nn.LSTM) else ("h0",)
    values = {"input": draw_sequences(generator, lengths, input_size)}
    values.update({k: draw(generator, states, batch, hidden) for k in names})
    values["output.weighting"] = draw_sequences(generator, lengths, directions * hidden)
    for k in names:
        values[f"{k[0]}_n.weighting"] = draw(generator, states, batch, hidden)
    weights = {k: v.detach().clone() for k, v in module.named_parameters()}
    found = run_recurrent(module, values, lengths)
    single = make(**options)
    single.load_state_dict({k: v.float() for k, v in weights.items()})
    for key, value in run_recurrent(single, values, lengths).items():
        worst = (value.double() - found[key]).abs().max().item()
        largest = max(1.0, found[key].abs().max().item())
        assert worst <= FLOAT32_TOLERANCE * largest, (name, key, worst)
    integers = {
        "inputSize": input_size, "hiddenSize": hidden, "layers": layers, "directions": directions, "lengths": lengths
    }
    return case(name, integers, {**values, **weights, **found})


def lstm():
    return [
        recurrent_case("two_layers_bidirectional", 1, nn.LSTM, 5, 6, 2, 2),
        recurrent_case("one_layer", 2, nn.LSTM, 3, 17, 1, 1),
    ]


def lstm_blocks():
    return [recurrent_case("block_sizes", 3, nn.LSTM, 16, 32, 1, 1, [5, 4, 4, 1])]


def gru():
    return [
        recurrent_case("two_layers_bidirectional", 4, nn.GRU, 5, 6, 2, 2),
        recurrent_case("one_layer", 5, nn.GRU, 3, 17, 1, 1),
    ]


def gru_blocks():
    return [recurrent_case("block_sizes", 6, nn.GRU, 16, 32, 1, 1, [5, 4, 4, 1])]


def rnn():
    def make(nonlinearity):
        return lambda **options: nn.RNN(nonlinearity=nonlinearity, **options)

    return [
        recurrent_case("tanh_two_layers_bidirectional", 7, make("tanh"), 5, 6, 2, 2),
        recurrent_case("relu_two_layers_bidirectional", 8, make("relu"), 5, 6, 2, 2),
    ]


class AdditiveAttention(nn.Module):
    """scores = v . tanh(W h + b), a softmax over the valid steps, the weighted sum of the states."""

    def __init__(self, width, size):
        super().__init__()
        self.projection = nn.Linear(width, size)
        self.query = nn.Linear(size, 1, bias=False)

    def forward(self, states, mask):
        scores = self.query(torch.tanh(self.projection(states))).squeeze(-1)
        weights = torch.softmax(scores.masked_fill(~mask, -torch.inf), dim=0)
        return (weights.unsqueeze(-1) * states).sum(0), weights


def mask_of(lengths):
    return torch.arange(lengths[0]).unsqueeze(1) < torch.tensor(lengths).unsqueeze(0)


def pool(kind, states, mask, lengths):
    rows = torch.arange(len(lengths))
    last = states[torch.tensor(lengths) - 1, rows]
    half = states.shape[2] // 2
    if kind == "max":
        return states.masked_fill(~mask.unsqueeze(-1), -torch.inf).max(0).values
    if kind == "mean":
        return (states * mask.unsqueeze(-1)).sum(0) / mask.sum(0).unsqueeze(-1)
    return last if kind == "last" else torch.cat([last[:, :half], states[0][:, half:]], dim=1)


def attention():
    generator = np.random.default_rng(9)
    states, weighting = draw_sequences(generator, LENGTHS, 12), draw(generator, len(LENGTHS), 12)
    module = AdditiveAttention(12, 4).double()
    draw_parameters(generator, module, scale=0.8)
    mask, cases = mask_of(LENGTHS), []
    for kind in ("additive", "max", "mean", "last", "final"):
        leaf, extra = states.clone().requires_grad_(), {}
        if kind == "additive":
            pooled, weights = module(leaf, mask)
        else:
            pooled = pool(kind, leaf, mask, LENGTHS)
        loss = (pooled * weighting).sum()
        loss.backward()
        if kind == "additive":
            extra = {f"attention.{k}": v for k, v in module.named_parameters()}
            extra.update(gradients(module, "attention."), weights=weights)
        found = {"states": states, "pooled": pooled, "pooled.weighting": weighting, "loss": loss}
        cases.append(case(kind, {"lengths": LENGTHS}, {**found, "gradient.states": leaf.grad, **extra}))
    return cases


def cross_entropy():
    generator = np.random.default_rng(10)
    logits, targets = draw(generator, 9, 5, scale=3), generator.integers(0, 5, 9)
    class_weights = torch.tensor([0.5, 2.0, 1.0, 1.25, 0.75], dtype=torch.float64)
    cases = []
    for name, weights, smoothing in (
        ("plain", None, 0.0), ("weighted", class_weights, 0.0),
        ("smoothed", None, 0.1), ("weighted_smoothed", class_weights, 0.1),
    ):
        leaf = logits.clone().requires_grad_()
        loss = nn.CrossEntropyLoss(weight=weights, label_smoothing=smoothing)(leaf, torch.from_numpy(targets))
        loss.backward()
        used = torch.ones(5, dtype=torch.float64) if weights is None else weights
        found = {"logits": logits, "class_weights": used, "smoothing": smoothing, "loss": loss}
        cases.append(case(name, {"targets": targets}, {**found, "gradient.logits": leaf.grad}))
    return cases


ADAM = {"rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
OPTIMIZERS = [
    ("sgd", lambda p: torch.optim.SGD(p, lr=0.1), {"rate": 0.1}),
    ("sgd_momentum", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), {"rate": 0.1, "momentum": 0.9}),
    ("adam", lambda p: torch.optim.Adam(p, lr=0.01), ADAM),
    ("adamw", lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.01), dict(ADAM, weight_decay=0.01)),
    ("adam_clipped", lambda p: torch.optim.Adam(p, lr=0.01), dict(ADAM, clip=1.0)),
]


def optimizers():
    generator = np.random.default_rng(11)
    initial, given = draw(generator, 19), draw(generator, 10, 19)
    given[3] *= 0.125  # one step whose norm is below the clip
    given[5, :4] = 0
    cases = []
    for name, make, options in OPTIMIZERS:
        parameter = nn.Parameter(initial.clone())
        optimizer, after, norms, clipped = make([parameter]), [], [], []
        for gradient in given:
            parameter.grad = gradient.clone()
            if "clip" in options:
                norms.append(nn.utils.clip_grad_norm_([parameter], options["clip"]).item())
                clipped.append(parameter.grad.clone())
            optimizer.step()
            after.append(parameter.detach().clone())
        found = {"initial": initial, "gradients": given, "parameters": torch.stack(after)}
        found.update({f"option.{k}": v for k, v in options.items()})
        if norms:
            found.update(norms=norms, clipped=torch.stack(clipped))
        cases.append(case(name, {}, found))
    return cases


class Classifier(nn.Module):
    def __init__(self, vocabulary, width, hidden, layers, attention_size, classes):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width, padding_idx=0)
        self.encoder = nn.LSTM(width, hidden, num_layers=layers, bidirectional=True)
        self.attention = AdditiveAttention(2 * hidden, attention_size)
        self.output = nn.Linear(2 * hidden, classes)

    def forward(self, tokens, lengths):
        packed = pack_padded_sequence(self.embedding(tokens), lengths, enforce_sorted=True)
        states = pad_packed_sequence(self.encoder(packed)[0])[0]
        pooled, _ = self.attention(states, mask_of(lengths))
        return pooled, self.output(pooled)


def classifier():
    generator = np.random.default_rng(12)
    model = Classifier(vocabulary=12, width=5, hidden=6, layers=2, attention_size=4, classes=3).double()
    draw_parameters(generator, model, scale=0.4)
    with torch.no_grad():
        model.embedding.weight[0] = 0
    tokens = torch.from_numpy(generator.integers(1, 12, (LENGTHS[0], len(LENGTHS))))
    tokens[~mask_of(LENGTHS)] = 0
    targets = torch.tensor([0, 2, 1, 2])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    found = {k: v.detach().clone() for k, v in model.named_parameters()}
    losses, norms = [], []
    for step in range(10):
        optimizer.zero_grad()
        pooled, logits = model(tokens, LENGTHS)
        loss = nn.functional.cross_entropy(logits, targets)
        loss.backward()
        if step == 0:
            found.update(pooled=pooled, logits=logits)
            found.update({k: v.clone() for k, v in gradients(model).items()})
        norms.append(nn.utils.clip_grad_norm_(model.parameters(), 1.0).item())
        optimizer.step()
        losses.append(loss.item())
    found.update({f"final.{k}": v for k, v in model.named_parameters()}, losses=losses, norms=norms)
    integers = {
        "lengths": LENGTHS, "tokens": tokens, "targets": targets, "hiddenSize": 6, "layers": 2, "attentionSize": 4
    }
    return [case("classifier", integers, found)]


class LanguageModel(nn.Module):
    def __init__(self, vocabulary, width, hidden, layers):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, width)
        self.encoder = nn.LSTM(width, hidden, num_layers=layers)
        self.output = nn.Linear(hidden, vocabulary)

    def forward(self, tokens, state):
        states, state = self.encoder(self.embedding(tokens), state)
        return self.output(states), state


def language_model():
    generator = np.random.default_rng(13)
    model = LanguageModel(vocabulary=9, width=5, hidden=6, layers=2).double()
    draw_parameters(generator, model, scale=0.5)
    text = torch.from_numpy(generator.integers(0, 9, (11, 3)))
    tokens, targets = torch.stack([text[0:5], text[5:10]]), torch.stack([text[1:6], text[6:11]])
    found = {k: v.detach().clone() for k, v in model.named_parameters()}
    state, losses, bits = None, [], []
    for window in range(2):
        model.zero_grad()
        logits, state = model(tokens[window], state)
        each = nn.functional.cross_entropy(logits.reshape(-1, 9), targets[window].reshape(-1), reduction="none")
        each.mean().backward()
        state = tuple(s.detach() for s in state)
        losses.append(each.mean().item())
        bits.append((each.detach() / np.log(2)).reshape(5, 3))
        found.update({f"h_n.{window + 1}": state[0], f"c_n.{window + 1}": state[1]})
    found.update(gradients(model), losses=losses, bits=torch.stack(bits))
    integers = {"tokens": tokens, "targets": targets, "hiddenSize": 6, "layers": 2}
    return [case("language_model", integers, found)]


TOPICS = [
    lstm, lstm_blocks, gru, gru_blocks, rnn, attention, cross_entropy, optimizers, classifier, language_model
]


def main():
    torch.set_num_threads(1)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    for topic in TOPICS:
        file = folder / f"{topic.__name__}.json"
        content = {"torch": torch.__version__.split("+")[0], "cases": topic()}
        file.write_text(json.dumps(content, separators=(",", ":")) + "\n")
        print(f"{file.name}: {len(content['cases'])} cases, {file.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
