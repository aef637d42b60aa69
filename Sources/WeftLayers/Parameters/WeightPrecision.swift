/// The numbers that the weights of a trained network are kept in. Training always uses floats, and biases stay floats.
public enum WeightPrecision: String, Sendable, CaseIterable {
    case float32
    /// The upper half of a float: 8 bits of precision, half the size. Products are computed in floats.
    case bfloat16
    /// Eight bits with a scale an output, or a scale a row of an embedding: a quarter of the size. Products are exact sums
    /// of whole numbers; activations are rounded to as many bits as sums of 32 bits allow (10 to 16).
    case int8
}
