import ArgumentParser
import Weft
import WeftCheckpoint
import WeftJSON

/// `weft inspect`: what is in a model file.
struct InspectCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what is in a model file, and check all of it.",
        discussion: """
            Every frame is decoded and every checksum compared.

            Example:
              weft inspect questions.weft
            """)

    @Argument(help: "A file made by weft train.")
    var model: String

    @OptionGroup(title: "Global Options") var global: GlobalOptions

    var fileUse: FileUse { FileUse(reads: [model]) }

    func run(_ console: Console) throws {
        let reader = try SafetensorsReader(path: model)
        try reader.verify(threads: global.threadCount)
        let metadata = reader.metadata.sorted { $0.key < $1.key }
        guard console.isJSON else {
            for (key, value) in metadata { try console.output.line("\(key.visible): \(value.visible)") }
            var table = TextTable([("tensor", .leading), ("type", .leading), ("shape", .leading), ("bytes", .trailing)])
            for tensor in reader.tensors {
                table.add([
                    tensor.name.visible, tensor.elementType.rawValue, "\(tensor.shape)", tensor.byteRange.count.grouped,
                ])
            }
            return try console.output.line(table.text)
        }
        try console.output.line(
            JSON.object([
                .init("metadata", .object(metadata.map { .init($0.key, json($0.value)) })),
                .init("tensors", .array(reader.tensors.map(\.json))),
            ]))
    }

    /// Objects and arrays are shown as such; all else is text, also where it looks like a number.
    private func json(_ text: String) -> JSON {
        switch try? JSON(parsing: text) {
        case .object(let members): .object(members)
        case .array(let elements): .array(elements)
        default: .string(text)
        }
    }
}

extension TensorInfo {
    fileprivate var json: JSON {
        [
            "name": .string(name), "type": .string(elementType.rawValue), "shape": .array(shape.map { .integer($0) }),
            "bytes": .integer(byteRange.count),
        ]
    }
}
