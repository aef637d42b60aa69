import WeftCompression

/// Reads tensors from a safetensors file, in seekable zstd frames (`model.weft`) or plain (`.safetensors`). Opening
/// reads the header alone; a tensor, or some rows of one, cost the frames that hold them. Nothing in the file is
/// trusted: sizes are checked before they are allocated, and every frame decoded is checked against its checksum.
/// Threads may share a reader. The file must not be changed in place while it is read; a file that
/// `SafetensorsWriter` replaces meanwhile is still read in its old form.
public final class SafetensorsReader: Sendable {
    /// The path as it was given.
    public let path: String
    /// The header's `__metadata__`.
    public let metadata: [String: String]
    /// The tensors in the order of their bytes in the file.
    public let tensors: [TensorInfo]

    private let source: ByteSource
    private let dataOffset: Int
    private let indices: [String: Int]

    /// Opens a file and reads its header.
    /// - Throws: `CheckpointError` when the file cannot be read, is cut off, or its header or seek table are broken.
    public init(path: String) throws(CheckpointError) {
        let source = try ByteSource(path: path)
        let length = try Self.headerLength(of: source, path: path)
        let json = try Self.bytes(of: source, SafetensorsHeader.lengthSize..<SafetensorsHeader.lengthSize + length)
        let dataOffset = SafetensorsHeader.lengthSize + length
        let header = try SafetensorsHeader(parsing: json, dataSize: source.size - dataOffset, path: path)
        self.path = path
        self.source = source
        self.dataOffset = dataOffset
        metadata = header.metadata
        tensors = header.tensors
        // Names are unique: the header's parser has checked.
        indices = Dictionary(zip(tensors.map(\.name), tensors.indices)) { first, _ in first }
    }

    /// Whether there is a tensor of that name.
    public func contains(_ name: String) -> Bool { indices[name] != nil }

    /// Finds a tensor and checks what is expected of it.
    /// - Throws: `CheckpointError.missingTensor`, or `.wrongTensor` when its element type or shape is another.
    public func tensor(
        _ name: String, _ elementType: ElementType? = nil, shape: [Int]? = nil
    ) throws(CheckpointError) -> TensorInfo {
        guard let index = indices[name] else { throw .missingTensor(path: path, name: name) }
        let tensor = tensors[index]
        if let elementType, tensor.elementType != elementType {
            throw .wrongTensor(
                path: path, name: name, expected: "elements of type \(elementType.rawValue)",
                found: tensor.elementType.rawValue)
        }
        if let shape, tensor.shape != shape {
            throw .wrongTensor(path: path, name: name, expected: "the shape \(shape)", found: "\(tensor.shape)")
        }
        return tensor
    }

    /// Reads whole tensors at once, so that threads share the work evenly.
    /// - Parameters:
    ///   - requests: Tensors of this file, each with a buffer of its size in bytes; no two buffers overlap.
    ///   - threads: The number of threads to decode with.
    public func read(
        _ requests: [(tensor: TensorInfo, destination: UnsafeMutableRawBufferPointer)], threads: Int = 1
    ) throws(CheckpointError) {
        var pieces: [SeekableReader.Piece] = []
        for (tensor, destination) in requests {
            let range = tensor.byteRange
            precondition(
                destination.count == range.count, "\(tensor.name): \(range.count) bytes into \(destination.count)")
            guard let base = destination.baseAddress, !range.isEmpty else { continue }
            pieces.append(
                .init(content: dataOffset + range.lowerBound..<dataOffset + range.upperBound, destination: base))
        }
        try source.read(pieces, threads: threads)
    }

    /// Reads rows: indices of the first dimension. Only the frames that hold them are decoded, each once.
    /// - Parameters:
    ///   - rows: The rows in any order, each below the first dimension; a row may come twice.
    ///   - tensor: A tensor of this file with at least one dimension.
    ///   - destination: A buffer of `rows.count * tensor.rowSize` bytes.
    ///   - threads: The number of threads to decode with.
    public func read(
        rows: [Int], of tensor: TensorInfo, into destination: UnsafeMutableRawBufferPointer, threads: Int = 1
    ) throws(CheckpointError) {
        let rowSize = tensor.rowSize
        precondition(destination.count == rows.count * rowSize, "\(rows.count) rows into \(destination.count) bytes")
        guard let base = destination.baseAddress, rowSize > 0 else { return }
        let pieces = rows.enumerated().map { index, row in
            SeekableReader.Piece(content: content(ofRow: row, of: tensor), destination: base + index * rowSize)
        }
        try source.read(pieces, threads: threads)
    }

    /// The bytes that ``read(rows:of:into:threads:)`` decodes for these rows.
    package func cost(rows: [Int], of tensor: TensorInfo) -> Int {
        source.cost(rows.map { content(ofRow: $0, of: tensor) })
    }

    private func content(ofRow row: Int, of tensor: TensorInfo) -> Range<Int> {
        precondition(row >= 0 && row < tensor.shape.first ?? 0, "row \(row) of a tensor of shape \(tensor.shape)")
        let start = dataOffset + tensor.byteRange.lowerBound + row * tensor.rowSize
        return start..<start + tensor.rowSize
    }

    private static func headerLength(of source: ByteSource, path: String) throws(CheckpointError) -> Int {
        let lengthSize = SafetensorsHeader.lengthSize
        guard source.size >= lengthSize else {
            throw .malformed(
                path: path, offset: 0, expected: "a safetensors file of at least \(lengthSize) bytes",
                found: "\(source.size) bytes")
        }
        let length = try bytes(of: source, 0..<lengthSize).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let limit = min(SafetensorsHeader.maximumSize, source.size - lengthSize)
        guard length <= UInt64(limit) else {
            throw .malformed(
                path: path, offset: 0, expected: "a model file (a safetensors header of at most \(limit) bytes)",
                found: "a length of \(length)")
        }
        return Int(length)
    }

    private static func bytes(of source: ByteSource, _ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(CheckpointError) in
                guard let base = buffer.baseAddress, !range.isEmpty else { return }
                try source.read([.init(content: range, destination: base)], threads: 1)
            }
        }
        try result.get()
        return bytes
    }
}
