/// The rules by which gradients change parameters.
public enum OptimizerKind: String, Sendable, CaseIterable {
    /// Stochastic gradient descent with momentum.
    case sgd
    /// Adam (Kingma & Ba 2015); weight decay is added to the gradient.
    case adam
    /// Adam with decoupled weight decay (Loshchilov & Hutter 2019).
    case adamW = "adamw"
}

/// An optimizer and its constants; the defaults are PyTorch's.
public struct OptimizerOptions: Sendable, Equatable {
    /// The rule.
    public var kind: OptimizerKind
    /// Momentum of ``OptimizerKind/sgd``.
    public var momentum: Float = 0.9
    /// Decay of Adam's mean of gradients.
    public var beta1: Float = 0.9
    /// Decay of Adam's mean of squared gradients.
    public var beta2: Float = 0.999
    /// What Adam adds to the root of the mean of squares.
    public var epsilon: Float = 1e-8
    /// Weight decay; a table's row decays when it is met.
    public var weightDecay: Float = 0

    /// Creates the options of a rule.
    public init(_ kind: OptimizerKind = .adam) { self.kind = kind }

    /// Buffers of moments that it keeps.
    package var momentCount: Int {
        switch kind {
        case .sgd: momentum == 0 ? 0 : 1
        case .adam, .adamW: 2
        }
    }
}
