#!/usr/bin/env python3
"""Generation at batch 1 with onnxruntime: embedding, stacked LSTM, softmax over characters, one character a call.

    onnx_generate.py --layers 2 --hidden 512 --precision float32|int8 --threads 2 --repeats 5 --length 200

The graph is built here from drawn weights; int8 is onnxruntime's own dynamic quantisation. Two ways are tried,
plain run() and an IOBinding that keeps the state in place, each with one thread and with --threads; the fastest is
the result. A character is drawn as the greatest of logits plus Gumbel noise made beforehand. ms is one character.
"""

import logging
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

import measuring


def parse():
    parser = measuring.arguments(__doc__.split("\n")[0])
    parser.add_argument("--precision", choices=("float32", "int8"), default="float32")
    parser.add_argument("--length", type=int, default=200, help="characters in a repeat")
    for name, size in (("layers", 2), ("hidden", 512), ("embedding", 128), ("vocabulary-size", 96)):
        parser.add_argument(f"--{name}", type=int, default=size)
    return parser.parse_args()


def build(options):
    """token [1,1] and states h0, c0, ... [1,1,H] give logits [1,V] and the new states."""
    draw, hidden = np.random.default_rng(1), options.hidden
    weights, nodes = [], []

    def weight(name, *shape):
        values = draw.uniform(-1, 1, shape).astype(np.float32) / np.sqrt(np.float32(hidden))
        weights.append(numpy_helper.from_array(values, name))
        return name

    nodes.append(helper.make_node("Gather", [weight("E", options.vocabulary_size, options.embedding), "token"], ["x0"]))
    state = helper.make_tensor_value_info
    inputs, outputs = [state("token", TensorProto.INT64, [1, 1])], []
    for i in range(options.layers):
        width = hidden if i else options.embedding
        gates = [weight(f"W{i}", 1, 4 * hidden, width), weight(f"R{i}", 1, 4 * hidden, hidden)]
        operands = [f"x{i}", *gates, weight(f"B{i}", 1, 8 * hidden), "", f"h{i}", f"c{i}"]
        nodes.append(helper.make_node("LSTM", operands, ["", f"h{i}_new", f"c{i}_new"], hidden_size=hidden))
        inputs += [state(f"{s}{i}", TensorProto.FLOAT, [1, 1, hidden]) for s in "hc"]
        outputs += [state(f"{s}{i}_new", TensorProto.FLOAT, [1, 1, hidden]) for s in "hc"]
        nodes.append(helper.make_node("Identity", [f"h{i}_new"], [f"x{i + 1}"]))
    top = helper.make_node("Squeeze", [f"x{options.layers}", "axis"], ["top"])
    weights.append(numpy_helper.from_array(np.array([0], dtype=np.int64), "axis"))
    head = [weight("V", hidden, options.vocabulary_size), weight("b", options.vocabulary_size)]
    nodes += [top, helper.make_node("MatMul", ["top", head[0]], ["product"])]
    nodes.append(helper.make_node("Add", ["product", head[1]], ["logits"]))
    outputs.insert(0, state("logits", TensorProto.FLOAT, [1, options.vocabulary_size]))
    graph = helper.make_graph(nodes, "language_model", inputs, outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def save(options, folder):
    file = Path(folder) / "float32.onnx"
    onnx.save(build(options), file)
    if options.precision == "float32":
        return file
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)
    small = Path(folder) / "int8.onnx"
    quantize_dynamic(file, small, weight_type=QuantType.QInt8)
    kinds = [node.op_type for node in onnx.load(small).graph.node]
    assert "DynamicQuantizeLSTM" in kinds, f"the LSTM was not quantised: {kinds}"
    return small


def open_session(file, threads):
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads, settings.inter_op_num_threads = threads, 1
    settings.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), settings, providers=["CPUExecutionProvider"])


def make_noise(options):
    uniform = np.random.default_rng(2).uniform(size=(options.length, options.vocabulary_size))
    return -np.log(-np.log(uniform)).astype(np.float32)


def plain(session, options):
    noise = make_noise(options)
    names = [i.name for i in session.get_inputs()[1:]]
    zero = np.zeros((1, 1, options.hidden), dtype=np.float32)

    def run():
        feed = {name: zero for name in names}
        feed["token"] = np.zeros((1, 1), dtype=np.int64)
        for row in noise:
            logits, *states = session.run(None, feed)
            feed = dict(zip(names, states))
            feed["token"] = np.array([[np.argmax(logits[0] + row)]])

    return run


def bound(session, options):
    """Two bindings whose states point at each other, so that nothing is allocated or copied."""
    noise = make_noise(options)
    names = [i.name for i in session.get_inputs()[1:]]
    token, logits = np.zeros((1, 1), np.int64), np.zeros((1, options.vocabulary_size), np.float32)
    states = [{n: np.zeros((1, 1, options.hidden), np.float32) for n in names} for _ in range(2)]
    bindings = []
    for side in range(2):
        binding = session.io_binding()
        attach = [("token", token, binding.bind_input), ("logits", logits, binding.bind_output)]
        attach += [(n, states[side][n], binding.bind_input) for n in names]
        attach += [(f"{n}_new", states[1 - side][n], binding.bind_output) for n in names]
        for name, values, bind in attach:
            bind(name, "cpu", 0, values.dtype.type, values.shape, values.ctypes.data)
        bindings.append(binding)

    def run(held=states):  # a binding does not keep its arrays alive
        for step, row in enumerate(noise):
            session.run_with_iobinding(bindings[step % 2])
            token[0, 0] = np.argmax(logits[0] + row)

    return run


def main():
    options = parse()
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        file = save(options, folder)
        for threads in sorted({1, options.threads}):
            session = open_session(file, threads)
            for way in (plain, bound):
                samples = measuring.sample(way(session, options), options.repeats)
                found[f"{way.__name__}, threads {threads}"] = [s / options.length for s in samples]
    peer = f"onnxruntime {onnxruntime.__version__}, {options.precision}"
    measuring.report(peer, found, characters=1)


if __name__ == "__main__":
    main()
