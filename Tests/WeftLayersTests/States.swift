import TestSupport
import WeftLayers
import WeftTensors

extension Encoder {
    /// The numbers of some layers' states, padding left out. The layers come in turn.
    func elements(of states: [LayerState]) -> [Float] {
        states.enumerated().flatMap { index, state in
            zip(state.parts, layers[index % layers.count].stateParts).flatMap { $0.elements($1.positions) }
        }
    }

    /// Random states of all layers, with padding of zeros.
    func randomStates(batchSize: Int, seed: UInt64, in arena: Arena) -> [LayerState] {
        let states = makeStates(batchSize: batchSize, in: arena)
        for (state, layer) in zip(states, layers) {
            state.clear()
            for (index, part) in state.parts.enumerated() {
                part.fillRandom(seed: seed + UInt64(index), at: layer.stateParts[index].positions)
            }
        }
        return states
    }
}
