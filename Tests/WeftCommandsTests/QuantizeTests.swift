import Foundation
import TestSupport
import Testing
import WeftJSON

/// `weft quantize` as a person uses it.
@Suite("weft quantize", .serialized) struct QuantizeTests {
    private let folder = TemporaryFolder()

    private static let documents = (0..<60).map { number in
        let (label, word) = number % 2 == 0 ? ("odd", "one") : ("even", "two")
        return "\(label)\tdocument \(word) number \(number)\n"
    }.joined()

    private func trained() throws -> String {
        folder.write(Array(Self.documents.utf8), to: "train.tsv")
        let run = try Executable.run([
            "train", "classifier", folder.file("train.tsv"), "--output", folder.file("model.weft"), "--epochs", "3",
            "--hidden", "24", "--embedding", "64", "--layers", "1", "--quiet", "--min-count", "1",
        ])
        #expect(run.code == 0, "\(run.error)")
        return folder.file("model.weft")
    }

    private func quantize(_ model: String, _ more: [String]) throws -> Executable.Run {
        try Executable.run(["quantize", model, "--output", folder.file("small.weft")] + more)
    }

    @Test func aSmallClassifierIsUsedLikeTheOther() throws {
        let model = try trained()
        for precision in ["int8", "bfloat16"] {
            let run = try quantize(model, ["--precision", precision, "--test", folder.file("train.tsv")])
            #expect(run.code == 0, "\(run.error)")
            #expect(run.output.contains("accuracy") && run.output.contains(precision), "\(run.output)")
            #expect(folder.read("small.weft").count < folder.read("model.weft").count)
            let small = folder.file("small.weft")
            let label = try Executable.run(["classify", small], input: "document one\n")
            #expect(label.code == 0 && label.output.hasPrefix("odd\t"), "\(label.output)\(label.error)")
            #expect(try Executable.run(["evaluate", small, folder.file("train.tsv")]).code == 0)
            #expect(try Executable.run(["benchmark", "load", small, "--repeats", "1"]).code == 0)
            let inspected = try Executable.run(["inspect", small])
            #expect(inspected.output.contains("precision: \(precision)"), "\(inspected.output)")
            #expect(inspected.output.contains(precision == "int8" ? "I8 " : "BF16"), "\(inspected.output)")
            let again = try Executable.run(["quantize", small, "--output", folder.file("again.weft")])
            #expect(again.code == 1)
            #expect(again.error == "weft: \(small): expected weights in float32, found \(precision)\n")
            let resumed = try Executable.run([
                "train", "classifier", folder.file("train.tsv"), "--output", folder.file("m.weft"), "--resume", small,
                "--quiet",
            ])
            #expect(resumed.code == 1 && resumed.error.contains("expected a training state, found a finished model"))
        }
    }

    @Test func whatIsLostIsToldAndMayBeTooMuch() throws {
        let model = try trained()
        // Labels the model gets right before and after: nothing is lost.
        let kept = try quantize(
            model, ["--test", folder.file("train.tsv"), "--allow-loss", "0", "--json", "--no-baseline"])
        #expect(kept.code == 0, "\(kept.error)")
        let json = try JSONValue(parsing: kept.output)
        #expect(json["loss"]?.number == 0 && json["precision"]?.string == "int8")
        #expect(json["bytes_after"]?["baseline"]?.number == 0)
        let written = folder.read("small.weft")
        let language = folder.file("language.weft")
        try trainUntilRoundingLoses(language)
        folder.write(written, to: "small.weft")
        let refused = try quantize(language, ["--test", folder.file("text.txt"), "--allow-loss", "0"])
        #expect(refused.code == 1)
        #expect(
            refused.error.hasPrefix("weft: \(language): expected int8 to lose at most 0.0 per cent"), "\(refused.error)"
        )
        #expect(refused.error.split(separator: "\n").count == 1)
        #expect(folder.read("small.weft") == written)
    }

    /// Bits a character of a text always move a little, up with some seeds and down with others.
    private func trainUntilRoundingLoses(_ language: String) throws {
        let text = String(repeating: "The miller and the wind. ", count: 60)
        folder.write(Array(text.utf8), to: "text.txt")
        for seed in 1...8 {
            let train = try Executable.run([
                "train", "language-model", folder.file("text.txt"), "--output", language, "--epochs", "30", "--hidden",
                "32", "--embedding", "16", "--layers", "1", "--quiet", "--seed", "\(seed)",
            ])
            #expect(train.code == 0, "\(train.error)")
            let figures = try JSONValue(
                parsing: quantize(language, ["--test", folder.file("text.txt"), "--allow-loss", "100", "--json"]).output
            )
            let loss = try #require(figures["loss"]?.number)
            #expect(abs(loss) < 5)
            if loss > 0 { return }
        }
        Issue.record("rounding lost nothing with any seed")
    }

    @Test func wrongUsage() throws {
        let model = try trained()
        #expect(try quantize(model, ["--precision", "float32"]).code == 64)
        #expect(try quantize(model, ["--precision", "int4"]).code == 64)
        #expect(try quantize(model, ["--allow-loss=-1"]).code == 64)
        #expect(try quantize(folder.file("none.weft"), []).code == 1)
        #expect(try quantize(model, ["--test", folder.file("none.tsv")]).code == 1)
        #expect(try Executable.run(["quantize", model, "--output", folder.path]).code == 1)
        folder.write(Array(folder.read("model.weft").prefix(5000)), to: "cut.weft")
        let cut = try quantize(folder.file("cut.weft"), [])
        #expect(cut.code == 1 && cut.error.contains("cut.weft"), "\(cut.error)")
    }
}
