import WeftTensors

/// Recurrent layers stacked on one another, each reading all directions of the one below.
package struct Encoder: Sendable {
    /// The shape of an encoder.
    package struct Configuration: Sendable, Equatable {
        package var cell: CellKind
        package var hiddenSize: Int
        package var layerCount: Int
        package var isBidirectional: Bool

        package init(cell: CellKind = .lstm, hiddenSize: Int, layerCount: Int = 1, isBidirectional: Bool = false) {
            self.cell = cell
            self.hiddenSize = hiddenSize
            self.layerCount = layerCount
            self.isBidirectional = isBidirectional
        }
    }

    package let layers: [RecurrentLayer]

    /// Declares the parameters of all layers as PyTorch's modules name them.
    package init(
        _ configuration: Configuration, inputs: Features, prefix: String = "encoder", in layout: inout ParameterLayout
    ) {
        precondition(configuration.layerCount > 0 && configuration.hiddenSize > 0, "an encoder needs layers and units")
        var layers: [RecurrentLayer] = []
        var inputs = inputs
        for index in 0..<configuration.layerCount {
            let layer = RecurrentLayer(
                configuration.cell, inputs: inputs, hiddenSize: configuration.hiddenSize,
                isBidirectional: configuration.isBidirectional, index: index, prefix: prefix, in: &layout)
            inputs = layer.outputs
            layers.append(layer)
        }
        self.layers = layers
    }

    package var inputs: Features { layers[0].inputs }
    package var outputs: Features { layers[layers.count - 1].outputs }

    /// The weights of every layer in the forms that its products need; see ``RecurrentLayer/Prepared``.
    package struct Prepared: Sendable {
        let layers: [Directions<RecurrentLayer.Prepared>]
    }

    /// Cuts the room for prepared weights; see ``RecurrentLayer/makePrepared(training:in:)``.
    package func makePrepared(training: Bool, in arena: Arena) -> Prepared {
        Prepared(layers: layers.map { $0.makePrepared(training: training, in: arena) })
    }

    /// Floats that ``makePrepared(training:in:)`` cuts.
    package func preparedFloats(training: Bool) -> Int {
        layers.reduce(0) { $0 + $1.preparedFloats(training: training) }
    }

    /// Remakes the prepared weights; once after each change of the parameters.
    package func prepare(_ values: ParameterBuffer, into prepared: Prepared, team: ThreadTeam) {
        for (layer, prepared) in zip(layers, prepared.layers) { layer.prepare(values, into: prepared, team: team) }
    }

    /// Cuts states for every layer.
    package func makeStates(batchSize: Int, in arena: Arena) -> [RecurrentState] {
        layers.map { $0.makeState(batchSize: batchSize, in: arena) }
    }

    /// Runs all layers and keeps nothing but the last output, [tokens, outputs].
    ///
    /// - Parameter states: Initial states of the layers, replaced by the final ones; empty stands for zeros.
    package func infer(
        _ input: Matrix, sequences: PackedSequences, states: [RecurrentState], values: ParameterBuffer,
        prepared: Prepared, workspace: Arena, team: ThreadTeam
    ) -> Matrix {
        var x = input
        for (index, layer) in layers.enumerated() {
            let output = layer.makeOutput(sequences, in: workspace)
            layer.infer(
                x, sequences: sequences, state: states.isEmpty ? nil : states[index], values: values,
                prepared: prepared.layers[index], output: output, workspace: workspace, team: team)
            x = output.rows(from: 0, count: sequences.tokens)
        }
        return x
    }
}
