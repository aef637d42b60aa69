import Foundation
import TestSupport
import WeftCheckpoint

/// A Weft file in parts that can be changed and written again with the right checksums.
struct RewrittenFile {
    struct Tensor {
        var name: String
        var type: ElementType
        var shape: [Int]
        var bytes: [UInt8]
    }

    var metadata: [String: String]
    var tensors: [Tensor]

    init(_ path: String) throws {
        let reader = try SafetensorsReader(path: path)
        metadata = reader.metadata
        tensors = try reader.tensors.map {
            Tensor(name: $0.name, type: $0.elementType, shape: $0.shape, bytes: try reader.bytes(named: $0.name))
        }
    }

    func write(to path: String) throws {
        var writer = SafetensorsWriter(metadata: metadata)
        for tensor in tensors { writer.add(tensor.name, tensor.type, shape: tensor.shape, bytes: tensor.bytes) }
        try writer.write(to: path)
    }

    /// Values that no place expects, or few do.
    static var strangeValues: [Any] {
        [
            0, -1, 1, 5, 17, 65_536, 1 << 31, 1 << 62, -(1 << 62), 0.5, -0.5, 1e-300, 1e300, "nan", "inf", "-inf", true,
            "",
            "word", NSNull(), [Int](), ["a"], [String: Int](),
        ]
    }

    /// The file with each number or word of a JSON value in the metadata replaced by each strange value in turn.
    func changes(of key: String) throws -> [(name: String, file: RewrittenFile)] {
        guard let text = metadata[key] else { return [] }
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        return try Self.leaves(of: value).flatMap { path in
            try Self.strangeValues.map { strange in
                var file = self
                let changed = Self.replace(path[...], in: value, by: strange)
                let data = try JSONSerialization.data(
                    withJSONObject: changed, options: [.fragmentsAllowed, .sortedKeys])
                file.metadata[key] = String(decoding: data, as: UTF8.self)
                return (name: "\(key).\(path.joined(separator: ".")) = \(strange)", file: file)
            }
        }
    }

    private static func leaves(of value: Any) -> [[String]] {
        guard let object = value as? [String: Any] else { return [[]] }
        return object.keys.sorted().flatMap { key in leaves(of: object[key] ?? 0).map { [key] + $0 } }
    }

    private static func replace(_ path: ArraySlice<String>, in value: Any, by strange: Any) -> Any {
        guard let key = path.first, var object = value as? [String: Any] else { return strange }
        object[key] = replace(path.dropFirst(), in: object[key] ?? 0, by: strange)
        return object
    }
}
