import WeftTensors

/// Layers stacked on one another, each reading the output of the one below.
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

    package let layers: [any SequenceLayer]

    /// Declares the parameters of all layers as PyTorch's modules name them.
    package init(
        _ configuration: Configuration, inputs: Features, prefix: String = "encoder", in layout: inout ParameterLayout
    ) {
        precondition(configuration.layerCount > 0 && configuration.hiddenSize > 0, "an encoder needs layers and units")
        var layers: [any SequenceLayer] = []
        var inputs = inputs
        for index in 0..<configuration.layerCount {
            let place = LayerPlace(prefix: prefix, index: index, isBidirectional: configuration.isBidirectional)
            let layer = configuration.cell.makeLayer(
                inputs: inputs, hiddenSize: configuration.hiddenSize, at: place, in: &layout)
            inputs = layer.outputs
            layers.append(layer)
        }
        self.layers = layers
    }

    package var inputs: Features { layers[0].inputs }
    package var outputs: Features { layers[layers.count - 1].outputs }

    /// Makes the layers with their weights; see ``SequenceLayer/makeWeights(_:training:in:)``.
    package func makeWeights(_ values: ParameterBuffer, training: Bool, in arena: Arena) -> EncoderWeights {
        EncoderWeights(self, layers: layers.map { $0.makeWeights(values, training: training, in: arena) })
    }

    /// Cuts states for every layer.
    package func makeStates(batchSize: Int, in arena: Arena) -> [LayerState] {
        layers.map { $0.makeState(batchSize: batchSize, in: arena) }
    }
}

/// Where in a network a recurrent layer stands, which decides the names of its parameters.
package struct LayerPlace: Sendable {
    package var prefix = "encoder"
    package var index = 0
    package var isBidirectional = false

    package init(prefix: String = "encoder", index: Int = 0, isBidirectional: Bool = false) {
        self.prefix = prefix
        self.index = index
        self.isBidirectional = isBidirectional
    }

    /// PyTorch's name of a parameter, such as `encoder.weight_ih_l0_reverse`.
    package func name(_ parameter: String, isReverse: Bool = false) -> String {
        "\(prefix).\(parameter)_l\(index)" + (isReverse ? "_reverse" : "")
    }

    /// The group of the layer's parameters.
    package var group: String { "\(prefix).l\(index)" }
}

/// An encoder with its weights. Several sessions may use it at once while nobody prepares.
package final class EncoderWeights: Sendable {
    package let encoder: Encoder
    let layers: [any LayerWeights]

    fileprivate init(_ encoder: Encoder, layers: [any LayerWeights]) {
        self.encoder = encoder
        self.layers = layers
    }

    /// Remakes what is derived from the parameters; once after each change of them.
    package func prepare(team: ThreadTeam) { for layer in layers { layer.prepare(team: team) } }

    /// Runs all layers and keeps nothing but the last output, [tokens, outputs].
    ///
    /// - Parameter states: Initial states of the layers, replaced by the final ones; empty stands for zeros.
    package func infer(_ input: Matrix, states: [LayerState], _ pass: Pass) -> Matrix {
        var x = input
        for (index, layer) in layers.enumerated() {
            x = layer.infer(x, state: states.isEmpty ? nil : states[index], pass)
        }
        return x
    }
}
