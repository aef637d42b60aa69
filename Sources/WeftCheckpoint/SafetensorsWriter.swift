import WeftCompression

/// Gathers tensors and saves them as a safetensors file, in seekable zstd frames or plain. The bytes of the file
/// depend on metadata, names, types, shapes, values and options alone: neither the order of adding nor the number of
/// threads leaves a trace.
public struct SafetensorsWriter: Sendable {
    /// How a file is written.
    public struct Options: Sendable {
        /// Whether the file is cut into zstd frames (`model.weft`) or written as it is (`.safetensors`).
        public var isCompressed = true
        /// zstd's level, 1 to 19.
        public var level = 1
        /// The share that compression must save for a frame to be compressed. Weights shrink by some 8 % in single
        /// precision and some 20 % in bfloat16, and then decode many times slower than they are copied: what a model
        /// reads at each start is better stored.
        public var minimumGain = 0.3
        /// The content of a frame in bytes, at most 1 MiB.
        public var frameSize = 128 << 10
        /// The same share for tensors that are read by row: little of them is decoded, so that their size counts more.
        public var rowMinimumGain = 0.1
        /// The content of a frame of a tensor that is read by row. Smaller frames make a row cheaper.
        public var rowFrameSize = 32 << 10
        /// The number of threads to compress with.
        public var threads = 1

        /// Creates the default options.
        public init() {}
    }

    /// The header's `__metadata__`.
    public var metadata: [String: String]
    private var tensors: [(info: TensorInfo, use: TensorUse, content: TensorContent)] = []
    private var names: Set<String> = []

    /// Creates a writer without tensors.
    public init(metadata: [String: String] = [:]) { self.metadata = metadata }

    /// Adds a tensor given as bytes, little-endian, as many as type and shape say. The name must be new.
    public mutating func add(_ name: String, _ elementType: ElementType, shape: [Int], bytes: [UInt8]) {
        add(name, elementType, shape: shape, byteCount: bytes.count, .array(bytes))
    }

    /// Adds a tensor of single-precision numbers.
    public mutating func add(_ name: String, shape: [Int], floats: [Float], use: TensorUse = .whole) {
        add(name, .float32, shape: shape, use: use, byteCount: floats.count * 4, .array(floats))
    }

    /// Adds a tensor of single-precision numbers, copying them.
    public mutating func add(_ name: String, shape: [Int], floats: Span<Float>) {
        add(name, shape: shape, floats: floats.withUnsafeBufferPointer(Array.init))
    }

    /// Adds a tensor of 64-bit whole numbers.
    public mutating func add(_ name: String, shape: [Int], integers: [Int64]) {
        add(name, .int64, shape: shape, byteCount: integers.count * 8, .array(integers))
    }

    /// Adds a tensor given as elements whose size is that of the type.
    package mutating func add<Element: BitwiseCopyable & Sendable>(
        _ name: String, _ elementType: ElementType, shape: [Int], elements: [Element], use: TensorUse = .whole
    ) {
        precondition(MemoryLayout<Element>.stride == elementType.size, "\(Element.self) for \(elementType.rawValue)")
        add(name, elementType, shape: shape, use: use, byteCount: elements.count * elementType.size, .array(elements))
    }

    /// Adds a tensor of single-precision numbers rounded to bfloat16.
    public mutating func add(_ name: String, shape: [Int], roundedToBFloat16 floats: [Float]) {
        add(name, .bfloat16, shape: shape, byteCount: floats.count * 2, .array(floats.map(HalfPrecision.bfloat16)))
    }

    /// Adds a tensor whose bytes are asked for while writing, so that they are not held twice.
    /// - Parameter content: Puts a range of the tensor's bytes into a buffer of its size; called from several threads.
    public mutating func add(
        _ name: String, _ elementType: ElementType, shape: [Int],
        content: @escaping @Sendable (Range<Int>, UnsafeMutableRawBufferPointer) -> Void
    ) {
        guard let count = TensorInfo.byteCount(elementType, shape: shape) else {
            preconditionFailure("the shape \(shape) of \(name) does not fit memory")
        }
        add(name, elementType, shape: shape, byteCount: count, TensorContent(copy: content))
    }

    private mutating func add(
        _ name: String, _ elementType: ElementType, shape: [Int], use: TensorUse = .whole, byteCount: Int,
        _ content: TensorContent
    ) {
        precondition(names.insert(name).inserted && name != "__metadata__", "the tensor name \(name) is taken")
        let expected = TensorInfo.byteCount(elementType, shape: shape)
        precondition(expected == byteCount, "\(name) of shape \(shape) has \(expected ?? 0) bytes, not \(byteCount)")
        tensors.append(
            (TensorInfo(name: name, elementType: elementType, shape: shape, byteRange: 0..<byteCount), use, content))
    }

    /// Saves the file atomically: whatever happens, the path holds the old file or the whole new one.
    /// - Throws: `CheckpointError.file` naming the path, what was tried, and why it failed.
    public func write(to path: String, options: Options = Options()) throws(CheckpointError) {
        precondition(
            [options.frameSize, options.rowFrameSize].allSatisfy((1024...SeekTable.maximumFrameContent).contains),
            "frame sizes \(options.frameSize) and \(options.rowFrameSize)")
        let layout = SafetensorsLayout(metadata: metadata, tensors: tensors)
        let cuts = layout.cuts(options)
        var file = try AtomicFile(path: path)
        if options.isCompressed {
            var settings = SeekableWriter.Options()
            settings.level = options.level
            settings.threads = options.threads
            try SeekableWriter(options: settings).write(
                cuts: cuts, fill: layout.fill, failure: { CheckpointError($0) },
                write: { (bytes) throws(CheckpointError) in try file.write(bytes) })
        } else {
            try writePlain(layout, cuts: cuts, to: &file)
        }
        try file.commit()
    }

    private func writePlain(
        _ layout: SafetensorsLayout, cuts: [SeekableWriter.Cut], to file: inout AtomicFile
    ) throws(CheckpointError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: SeekTable.maximumFrameContent, alignment: 64)
        defer { buffer.deallocate() }
        for cut in cuts {
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<cut.content.count])
            layout.fill(cut.content, part)
            try file.write(.init(part))
        }
    }
}

/// How a tensor of a file will be read, which decides how it is cut and compressed; any tensor can be read either way.
public enum TensorUse: Sendable {
    /// At once.
    case whole
    /// A few rows at a time.
    case rows
}

/// The bytes of a tensor to be written: a function that copies a range of them into a buffer of its size.
struct TensorContent: Sendable {
    let copy: @Sendable (Range<Int>, UnsafeMutableRawBufferPointer) -> Void

    static func array<Element: BitwiseCopyable & Sendable>(_ elements: [Element]) -> TensorContent {
        TensorContent { range, buffer in
            elements.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[range])) }
        }
    }
}
