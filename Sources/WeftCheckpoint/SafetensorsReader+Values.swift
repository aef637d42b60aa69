extension SafetensorsReader {
    /// Reads a tensor's bytes.
    public func bytes(named name: String, threads: Int = 1) throws(CheckpointError) -> [UInt8] {
        let tensor = try tensor(name)
        return try array(of: tensor.byteRange.count) { (buffer) throws(CheckpointError) in
            try read([(tensor, UnsafeMutableRawBufferPointer(buffer))], threads: threads)
        }
    }

    /// Reads a tensor of F32, F16 or BF16 as single-precision numbers.
    /// - Parameters:
    ///   - name: The tensor's name.
    ///   - shape: The shape that it must have; nil for any.
    ///   - threads: The number of threads to decode with.
    public func floats(named name: String, shape: [Int]? = nil, threads: Int = 1) throws(CheckpointError) -> [Float] {
        let tensor = try tensor(name, shape: shape)
        if tensor.elementType == .float32 {
            return try array(of: tensor.elementCount) {
                (buffer: UnsafeMutableBufferPointer<Float>) throws(CheckpointError) in
                try read([(tensor, UnsafeMutableRawBufferPointer(buffer))], threads: threads)
            }
        }
        let convert = try conversion(of: tensor)
        let halves: [UInt16] = try array(of: tensor.elementCount) { (buffer) throws(CheckpointError) in
            try read([(tensor, UnsafeMutableRawBufferPointer(buffer))], threads: threads)
        }
        return halves.map(convert)
    }

    /// Reads rows of a matrix of F32, F16 or BF16 as single-precision numbers, one row after the other.
    public func floats(
        rows: [Int], named name: String, threads: Int = 1
    ) throws(CheckpointError) -> [Float] {
        let tensor = try tensor(name)
        let count = rows.count * (tensor.rowSize / tensor.elementType.size)
        if tensor.elementType == .float32 {
            return try array(of: count) { (buffer: UnsafeMutableBufferPointer<Float>) throws(CheckpointError) in
                try read(rows: rows, of: tensor, into: UnsafeMutableRawBufferPointer(buffer), threads: threads)
            }
        }
        let convert = try conversion(of: tensor)
        let halves: [UInt16] = try array(of: count) { (buffer) throws(CheckpointError) in
            try read(rows: rows, of: tensor, into: UnsafeMutableRawBufferPointer(buffer), threads: threads)
        }
        return halves.map(convert)
    }

    /// Reads a tensor, or some rows of one, of elements whose size is that of the type.
    package func elements<Element: BitwiseCopyable>(
        _ elementType: ElementType, named name: String, shape: [Int], rows: [Int]? = nil, threads: Int = 1
    ) throws(CheckpointError) -> [Element] {
        precondition(MemoryLayout<Element>.stride == elementType.size, "\(Element.self) for \(elementType.rawValue)")
        let tensor = try tensor(name, elementType, shape: shape)
        guard let rows else {
            return try array(of: tensor.elementCount) { (buffer) throws(CheckpointError) in
                try read([(tensor, UnsafeMutableRawBufferPointer(buffer))], threads: threads)
            }
        }
        let count = rows.count * (tensor.rowSize / elementType.size)
        return try array(of: count) { (buffer: UnsafeMutableBufferPointer<Element>) throws(CheckpointError) in
            try read(rows: rows, of: tensor, into: UnsafeMutableRawBufferPointer(buffer), threads: threads)
        }
    }

    /// Decodes the whole file and so checks every checksum in it.
    public func verify(threads: Int = 1) throws(CheckpointError) {
        for tensor in tensors { _ = try bytes(named: tensor.name, threads: threads) }
    }

    private func conversion(of tensor: TensorInfo) throws(CheckpointError) -> (UInt16) -> Float {
        switch tensor.elementType {
        case .bfloat16: { HalfPrecision.float(bfloat16: $0) }
        case .float16: { HalfPrecision.float(float16: $0) }
        default:
            throw .wrongTensor(
                path: path, name: tensor.name, expected: "elements of type F32, F16 or BF16",
                found: tensor.elementType.rawValue)
        }
    }

    /// An array whose elements are all written by `fill`.
    private func array<Element: BitwiseCopyable>(
        of count: Int, _ fill: (UnsafeMutableBufferPointer<Element>) throws(CheckpointError) -> Void
    ) throws(CheckpointError) -> [Element] {
        var failure: CheckpointError?
        let array = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(CheckpointError) {
                try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
                initialized = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return array
    }
}
