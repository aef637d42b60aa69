import Weft
import WeftCheckpoint
import WeftCompression
import WeftJSON

/// How large a model file is, and what is large in it.
struct ModelSize {
    /// Bytes of the file.
    let file: Int
    /// Bytes of the tensors, unpacked, by what they are for.
    let parts: [(name: String, bytes: Int)]
    let precision: WeightPrecision

    init(path: String) throws {
        file = try InputFile(path).size ?? 0
        let model = try ModelFile(path: path)
        precision = try model.precision()
        var bytes: [String: Int] = [:]
        for tensor in model.reader.tensors { bytes[ModelSize.part(of: tensor), default: 0] += tensor.byteRange.count }
        parts = ModelSize.names.map { ($0, bytes[$0] ?? 0) }
    }

    private static let names = ["embedding", "weights", "vocabulary", "baseline"]

    private static func part(of tensor: TensorInfo) -> String {
        let prefix = String(tensor.name.prefix { $0 != "." })
        return prefix != "weights" && names.contains(prefix) ? prefix : "weights"
    }

    var json: JSON {
        .object([.init("file", .integer(file))] + parts.map { .init($0.name, .integer($0.bytes)) })
    }
}

/// What a model lost by being rounded.
struct QuantizationLoss {
    /// Points of accuracy, or per cent more bits a character; negative for a gain.
    let points: Double
    let unit: String
    /// Headers and values of the figures for a person.
    let headers: [String]
    let before: [String], after: [String]
    /// The same for JSON.
    let members: [JSON.Member]

    init(before: Evaluation, after: Evaluation) {
        points = 100 * (before.accuracy - after.accuracy)
        unit = "points of accuracy"
        headers = ["accuracy", "macro F1"]
        self.before = [before.accuracy.percent(2), before.macroF1.percent(2)]
        self.after = [after.accuracy.percent(2), after.macroF1.percent(2)]
        members = [.init("before", before.json), .init("after", after.json), .init("loss", .number(points))]
    }

    init(before: LanguageModelEvaluation, after: LanguageModelEvaluation) {
        points = 100 * (after.bitsPerCharacter / before.bitsPerCharacter - 1)
        unit = "per cent of bits a character"
        headers = ["bits a character", "perplexity"]
        self.before = [before.bitsPerCharacter.fixed(4), before.perplexity.fixed(3)]
        self.after = [after.bitsPerCharacter.fixed(4), after.perplexity.fixed(3)]
        members = [
            .init("before", .object(before.members)), .init("after", .object(after.members)),
            .init("loss", .number(points)),
        ]
    }
}

/// A model before and after.
struct QuantizationSummary {
    let precision: WeightPrecision
    let before: ModelSize
    let after: ModelSize
    let loss: QuantizationLoss?
    let output: String

    func write(to console: Console) throws {
        if console.isJSON {
            return try console.output.line(
                JSON.object(
                    [
                        .init("precision", .string(precision.rawValue)), .init("bytes_before", before.json),
                        .init("bytes_after", after.json),
                    ] + (loss?.members ?? []) + [.init("output", .string(output.singleLine))]))
        }
        // Nobody has a baseline of a language model to look at.
        let shown = before.parts.indices.filter { before.parts[$0].bytes > 0 }
        let headers = ["file"] + shown.map { before.parts[$0].name } + (loss?.headers ?? [])
        var table = TextTable([("", .leading)] + headers.map { ($0, .trailing) })
        for (size, figures) in [(before, loss?.before), (after, loss?.after)] {
            table.add(
                [size.precision.rawValue, size.file.grouped] + shown.map { size.parts[$0].bytes.grouped }
                    + (figures ?? []))
        }
        try console.output.line("bytes of the file, and of its parts unpacked")
        try console.output.line(table.text)
        try console.output.line(
            "saved as \(output.singleLine), \((Double(after.file) / Double(before.file)).percent(1)) of it")
    }
}
