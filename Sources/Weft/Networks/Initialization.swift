import WeftLayers
import WeftTensors

extension ParameterBuffer {
    /// Draws first values for every parameter: tables normal with deviation `embeddingDeviation`, all else uniform in ±1/√n
    /// with n the units of the layer (PyTorch's rule for recurrent and linear layers); biases of attention and output
    /// start at zero, and the LSTM's forget gate at one (Jozefowicz et al. 2015), so that memory lasts from the start.
    ///
    /// Each parameter has a stream of its own, so that adding a layer does not change the others.
    package func initialize(seed: UInt64, cell: CellKind, hiddenSize: Int, embeddingDeviation: Float = 0.1) {
        for (index, entry) in layout.entries.enumerated() {
            var generator = Generator(seed: seed, stream: 1 << 32 | UInt64(index))
            if entry.isTable {
                initializeTable(entry, deviation: embeddingDeviation, generator: &generator)
                continue
            }
            let isRecurrent = entry.name.contains("weight_hh") || entry.name.contains("weight_ih")
            let isBias = entry.shape.count == 1
            let fan = isRecurrent || isBias ? hiddenSize : entry.shape[entry.shape.count - 1]
            let bound = 1 / Float(fan).squareRoot()
            var values = (0..<entry.count).map { _ in isBias ? 0 : generator.uniform(-bound, bound) }
            if isBias, entry.name.contains("bias_ih"), let forget = cell.cell.forgetGate {
                for unit in 0..<hiddenSize { values[forget * hiddenSize + unit] = 1 }
            }
            load(entry, from: values)
        }
    }

    /// The first row, padding, stays zero.
    private func initializeTable(_ entry: ParameterEntry, deviation: Float, generator: inout Generator) {
        let table = table(entry.slot)
        for row in 1..<max(1, table.rows) {
            for column in 0..<table.columns { table[row, column] = deviation * generator.normal() }
        }
    }
}
