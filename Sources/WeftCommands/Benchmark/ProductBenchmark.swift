import WeftTensors

/// The matrix products of a recurrent layer one by one, each thread on operands of its own.
struct ProductBenchmark {
    /// A product [rows, inner] · [inner, columns] and what it is for.
    struct Shape {
        let name: String
        let rows: Int, inner: Int, columns: Int
        /// Whether it is added to what is there, as all are but the input's.
        let isAdded: Bool
    }

    let threads: Int
    let repeats: Int

    /// The products of an LSTM layer's training: the inputs of as many tokens as have gates of 256 KiB, one step forward
    /// and backward, and the weight gradients, which are summed over 256 tokens at a time.
    static func shapes(of layer: LayerBenchmark.Shape) -> [Shape] {
        let gates = 4 * layer.hidden, tokens = min(layer.batch * layer.time, max(48, 65536 / gates))
        return [
            Shape(name: "inputs", rows: tokens, inner: layer.input, columns: gates, isAdded: false),
            Shape(name: "step", rows: layer.batch, inner: layer.hidden, columns: gates, isAdded: true),
            Shape(name: "step backward", rows: layer.batch, inner: gates, columns: layer.hidden, isAdded: true),
            Shape(name: "weight gradient", rows: layer.hidden, inner: 256, columns: gates, isAdded: true),
        ]
    }

    /// 1e9 floating-point operations a second of all threads together.
    func gigaflops(_ shape: Shape) throws -> Double {
        try SystemMemory.check(floats: Double(threads) * Double(Operands.floats(shape)))
        let team = ThreadTeam(count: threads)
        let operands = try (0..<threads).map { _ in try Operands(shape) }
        let measurement = Measurement(repeats: repeats, warmUp: .milliseconds(30)) {
            team.run(threads) { thread in
                let operands = operands[thread]
                Kernels.product(
                    operands.left, operands.right, into: operands.result, from: shape.isAdded ? .result : .zero,
                    inner: shape.inner)
            }
        }
        return 2 * Double(shape.rows * shape.inner * shape.columns * threads) / measurement.median * 1e-6
    }

    private struct Operands: Sendable {
        let left: Matrix, right: Matrix, result: Matrix
        private let arena: Arena

        static func floats(_ shape: Shape) -> Int {
            Arena.floats(rows: shape.rows, columns: shape.inner)
                + Arena.floats(rows: shape.rows, columns: shape.columns)
                + shape.inner * Matrix.padded(shape.columns) + 1024
        }

        init(_ shape: Shape) throws {
            arena = try Arena(capacity: Operands.floats(shape))
            left = arena.matrix(rows: shape.rows, columns: shape.inner)
            right = arena.panels(rows: shape.inner, columns: shape.columns)
            result = arena.matrix(rows: shape.rows, columns: shape.columns)
            for matrix in [left, right, result] { matrix.clear() }
        }
    }
}
