import WeftJSON

/// The header of a safetensors file: eight bytes of length, little-endian, and a JSON object padded with spaces to a
/// multiple of eight, so that the tensors behind it are aligned.
struct SafetensorsHeader {
    /// The most that a header may claim; the limit of the reference implementation.
    static let maximumSize = 100_000_000
    static let lengthSize = 8
    private static let metadataKey = "__metadata__"

    var metadata: [String: String] = [:]
    /// The tensors in the order of their bytes.
    var tensors: [TensorInfo] = []

    /// The header's bytes. Equal headers give equal bytes: keys of the metadata are sorted.
    func encoded() -> [UInt8] {
        var json: [UInt8] = Array("{".utf8)
        if !metadata.isEmpty {
            JSONValue.write(Self.metadataKey, to: &json)
            json.append(UInt8(ascii: ":"))
            let members = metadata.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
            JSONValue.object(members).write(to: &json)
        }
        for tensor in tensors {
            if json.count > 1 { json.append(UInt8(ascii: ",")) }
            JSONValue.write(tensor.name, to: &json)
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            let offsets = "[\(tensor.byteRange.lowerBound),\(tensor.byteRange.upperBound)]"
            json +=
                ":{\"dtype\":\"\(tensor.elementType.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":\(offsets)}".utf8
        }
        json.append(UInt8(ascii: "}"))
        while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
        let length = UInt64(json.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + json
    }

    init(metadata: [String: String], tensors: [TensorInfo]) {
        self.metadata = metadata
        self.tensors = tensors
    }

    /// Parses the JSON object, and checks that the tensors fill the data without gaps or overlaps.
    init(parsing json: [UInt8], dataSize: Int, path: String) throws(CheckpointError) {
        do throws(JSONError) {
            let result = json.withUnsafeBytes { bytes in
                Result { () throws(JSONError) in
                    var header = Self(metadata: [:], tensors: [])
                    try header.parse(bytes)
                    return header
                }
            }
            self = try result.get()
        } catch {
            throw .malformed(
                path: path, offset: Self.lengthSize + error.offset, expected: "\(error.expected) in the header",
                found: error.found)
        }
        try checkRanges(dataSize: dataSize, path: path)
    }

    private mutating func parse(_ json: UnsafeRawBufferPointer) throws(JSONError) {
        var scanner = JSONScanner(json)
        var names: Set<String> = []
        try scanner.object(fault: { $0 }) { (scanner, key) throws(JSONError) in
            let name = key.string()
            guard names.insert(name).inserted else {
                throw scanner.fault("a name other than \"\(name)\", which is taken")
            }
            if name == Self.metadataKey {
                metadata = try Self.metadata(&scanner)
            } else {
                tensors.append(try Self.tensor(named: name, &scanner))
            }
        }
        try scanner.finish()
    }

    private static func metadata(_ scanner: inout JSONScanner) throws(JSONError) -> [String: String] {
        var metadata: [String: String] = [:]
        try scanner.object(fault: { $0 }) { (scanner, key) throws(JSONError) in
            metadata[key.string()] = try scanner.text().string()
        }
        return metadata
    }

    private static func tensor(named name: String, _ scanner: inout JSONScanner) throws(JSONError) -> TensorInfo {
        var elementType: ElementType?
        var shape: [Int]?
        var offsets: [Int] = []
        try scanner.object(fault: { $0 }) { (scanner, key) throws(JSONError) in
            switch key.string() {
            case "dtype":
                elementType = ElementType(rawValue: try scanner.text().string())
                guard elementType != nil else { throw scanner.fault("a known dtype before this") }
            case "shape": shape = try counts(&scanner)
            case "data_offsets": offsets = try counts(&scanner)
            default: throw scanner.fault("no member but dtype, shape and data_offsets before this")
            }
        }
        guard let elementType, let shape, offsets.count == 2, offsets[0] <= offsets[1],
            TensorInfo.byteCount(elementType, shape: shape) == offsets[1] - offsets[0]
        else { throw scanner.fault("a dtype, a shape and two data_offsets that agree before this") }
        return TensorInfo(name: name, elementType: elementType, shape: shape, byteRange: offsets[0]..<offsets[1])
    }

    private static func counts(_ scanner: inout JSONScanner) throws(JSONError) -> [Int] {
        var counts: [Int] = []
        try scanner.array { (scanner) throws(JSONError) in counts.append(try scanner.count()) }
        return counts
    }

    private mutating func checkRanges(dataSize: Int, path: String) throws(CheckpointError) {
        tensors.sort {
            ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
        }
        var end = 0
        for tensor in tensors {
            guard tensor.byteRange.lowerBound == end else {
                throw .wrongTensor(
                    path: path, name: tensor.name, expected: "data from byte \(end) on",
                    found: "data from byte \(tensor.byteRange.lowerBound) on")
            }
            end = tensor.byteRange.upperBound
        }
        guard end == dataSize else {
            throw .malformed(
                path: path, offset: Self.lengthSize, expected: "tensors of \(dataSize) bytes in the header",
                found: "tensors of \(end) bytes")
        }
    }
}
