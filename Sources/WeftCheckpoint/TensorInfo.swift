/// A tensor's name, element type, shape and place in a safetensors file.
public struct TensorInfo: Equatable, Sendable {
    /// The name, unique in the file.
    public let name: String
    /// The type of the elements.
    public let elementType: ElementType
    /// The sizes of the dimensions, slowest first; empty for a single number.
    public let shape: [Int]
    /// The bytes of the tensor, counted from the end of the header.
    public let byteRange: Range<Int>

    /// The number of elements.
    public var elementCount: Int { byteRange.count / elementType.size }
    /// The size in bytes of one index of the first dimension: a row of a matrix.
    public var rowSize: Int { shape.dropFirst().reduce(elementType.size, *) }

    /// The size in bytes of a tensor, nil when it does not fit an `Int`.
    static func byteCount(_ elementType: ElementType, shape: [Int]) -> Int? {
        var count = elementType.size
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow, size >= 0 else { return nil }
            count = product
        }
        return count
    }
}
