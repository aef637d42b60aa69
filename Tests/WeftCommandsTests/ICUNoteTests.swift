import Foundation
import TestSupport
import Testing
import WeftCheckpoint
import WeftText

/// A model whose texts another ICU cut is used with a note, one that says nothing of its ICU without.
@Suite("Models of another ICU") struct ICUNoteTests {
    private static let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/Format1")
    private let folder = TemporaryFolder()

    /// A copy of a model that says to be made with another ICU; the path.
    private func model(_ name: String, version: String?) throws -> String {
        let reader = try SafetensorsReader(path: Self.models.appending(path: name).path)
        var metadata = reader.metadata
        metadata["icu_version"] = version
        var writer = SafetensorsWriter(metadata: metadata)
        for tensor in reader.tensors {
            writer.add(
                tensor.name, tensor.elementType, shape: tensor.shape, bytes: try reader.bytes(named: tensor.name))
        }
        try writer.write(to: folder.file(name))
        return folder.file(name)
    }

    private static let verbs: [(model: String, verb: [String])] = [
        ("classifier.weft", ["classify", "MODEL"]), ("classifier.weft", ["evaluate", "MODEL", "data.tsv"]),
        ("classifier.weft", ["quantize", "MODEL", "-o", "small.weft"]),
        ("language-model.weft", ["generate", "MODEL", "--length", "9"]),
        ("language-model.weft", ["evaluate", "MODEL", "data.tsv"]),
        ("language-model.weft", ["quantize", "MODEL", "-o", "small.weft"]),
    ]

    @Test(arguments: verbs) func isNotedOnce(model name: String, verb: [String]) throws {
        folder.write("food\tbread\ntravel\ta train\n", to: "data.tsv")
        for (version, isNoted) in [("71.0", true), (icuVersion, false), (nil, false)] {
            let path = try model(name, version: version)
            let words = verb.map {
                $0 == "MODEL" ? path : ["data.tsv", "small.weft"].contains($0) ? folder.file($0) : $0
            }
            let run = try Executable.run(words, input: "bread\n")
            let notes = run.error.split(separator: "\n").filter { $0.contains("ICU") }
            #expect(run.code == 0, "\(run.error)")
            let note = "note: \(path) was made with ICU 71.0, here is \(icuVersion): "
            #expect(notes.count == (isNoted ? 1 : 0) && notes.allSatisfy { $0.hasPrefix(note) }, "\(run.error)")
            let quiet = try Executable.run(words + ["--quiet"], input: "bread\n")
            #expect(quiet.error.isEmpty && quiet.code == 0, "\(quiet.error)")
        }
    }
}
