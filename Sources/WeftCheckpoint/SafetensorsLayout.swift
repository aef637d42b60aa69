import WeftCompression

/// Where everything lies in a safetensors file to be written, and where it is cut into frames.
struct SafetensorsLayout {
    let header: [UInt8]
    private let tensors: [TensorInfo]
    private let contents: [TensorContent]
    private let uses: [TensorUse]

    /// The size of the whole file in bytes.
    var size: Int { header.count + (tensors.last?.byteRange.upperBound ?? 0) }

    /// Lays tensors out in the order of safetensors' own writer, larger elements first and then by name, so that each
    /// lies aligned and the order in which they were added leaves no trace.
    init(metadata: [String: String], tensors: [(info: TensorInfo, use: TensorUse, content: TensorContent)]) {
        let sorted = tensors.sorted {
            ($1.info.elementType.size, $0.info.name) < ($0.info.elementType.size, $1.info.name)
        }
        var offset = 0
        self.tensors = sorted.map { tensor, _, _ in
            defer { offset += tensor.byteRange.count }
            return TensorInfo(
                name: tensor.name, elementType: tensor.elementType, shape: tensor.shape,
                byteRange: offset..<offset + tensor.byteRange.count)
        }
        contents = sorted.map(\.content)
        uses = sorted.map(\.use)
        header = SafetensorsHeader(metadata: metadata, tensors: self.tensors).encoded()
    }

    /// The frames. The header has frames of its own, so that it is read alone; small tensors share a frame; a large one
    /// begins a new frame and is cut between rows.
    func cuts(_ options: SafetensorsWriter.Options) -> [SeekableWriter.Cut] {
        var cuts: [SeekableWriter.Cut] = []
        Self.cut(0..<header.count, every: options.frameSize, gain: options.minimumGain, into: &cuts)
        var open = SeekableWriter.Cut(content: header.count..<header.count, minimumGain: 0)
        for (tensor, use) in zip(tensors, uses) {
            let range = header.count + tensor.byteRange.lowerBound..<header.count + tensor.byteRange.upperBound
            let frameSize = use == .rows ? options.rowFrameSize : options.frameSize
            let gain = use == .rows ? options.rowMinimumGain : options.minimumGain
            if open.content.count + range.count <= frameSize {
                open = SeekableWriter.Cut(
                    content: open.content.lowerBound..<range.upperBound, minimumGain: max(gain, open.minimumGain))
                continue
            }
            if !open.content.isEmpty { cuts.append(open) }
            let rowSize = max(1, tensor.rowSize)
            let step = rowSize <= frameSize ? frameSize / rowSize * rowSize : frameSize
            Self.cut(range, every: step, gain: gain, into: &cuts)
            // The rest of a large tensor takes small ones in.
            open = cuts.removeLast()
        }
        if !open.content.isEmpty { cuts.append(open) }
        return cuts
    }

    private static func cut(
        _ range: Range<Int>, every step: Int, gain: Double, into cuts: inout [SeekableWriter.Cut]
    ) {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: step) {
            cuts.append(.init(content: start..<min(start + step, range.upperBound), minimumGain: gain))
        }
    }

    /// Copies a range of the file into a buffer of its size.
    func fill(_ range: Range<Int>, _ buffer: UnsafeMutableRawBufferPointer) {
        var position = range.lowerBound
        if position < header.count {
            let part = position..<min(range.upperBound, header.count)
            header.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[part])) }
            position = part.upperBound
        }
        // The first tensor that ends behind the position, by binary search.
        var index = 0
        var high = tensors.count
        while index < high {
            let middle = (index + high) / 2
            if header.count + tensors[middle].byteRange.upperBound <= position {
                index = middle + 1
            } else {
                high = middle
            }
        }
        while position < range.upperBound, index < tensors.count {
            let tensor = tensors[index].byteRange
            let start = header.count + tensor.lowerBound
            let end = min(range.upperBound, header.count + tensor.upperBound)
            if position < end {
                let part = UnsafeMutableRawBufferPointer(
                    rebasing: buffer[position - range.lowerBound..<end - range.lowerBound])
                contents[index].copy(position - start..<end - start, part)
            }
            position = max(position, end)
            index += 1
        }
    }
}
