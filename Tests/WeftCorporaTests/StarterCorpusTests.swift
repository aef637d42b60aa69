import Foundation
import Testing

/// Keeps the promises that `corpora/README.md` makes about the corpora written for this project.
@Suite("Starter corpora")
struct StarterCorpusTests {
    static let labels: Set = ["food", "health", "nature", "sport", "travel", "work"]

    /// What the README states of each labelled file.
    static let files = [
        LabelledFile(name: "english", lineCount: 714, minimumPerLabel: 118),
        LabelledFile(name: "english-test", lineCount: 150, minimumPerLabel: 25),
        LabelledFile(name: "chinese", lineCount: 264, minimumPerLabel: 43),
        LabelledFile(name: "chinese-test", lineCount: 48, minimumPerLabel: 8),
    ]

    @Test("Every line is a known label, one tab and a trimmed text", arguments: files)
    func form(file: LabelledFile) throws {
        let text = try readText("starter/\(file.name).tsv")
        #expect(text.hasSuffix("\n"))
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().enumerated() {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            try #require(columns.count == 2, "line \(number + 1)")
            #expect(Self.labels.contains(String(columns[0])), "line \(number + 1)")
            let passage = String(columns[1])
            #expect(passage == passage.trimmingCharacters(in: .whitespacesAndNewlines), "line \(number + 1)")
            #expect(passage.unicodeScalars.allSatisfy { !isControl($0) }, "line \(number + 1)")
            #expect(passage == passage.precomposedStringWithCanonicalMapping, "line \(number + 1)")
        }
    }

    @Test("Sizes are the ones the README states, and labels are balanced", arguments: files)
    func sizes(file: LabelledFile) throws {
        let examples = try readExamples(file.name)
        #expect(examples.count == file.lineCount)
        let counts = Dictionary(grouping: examples, by: \.label).mapValues(\.count)
        #expect(Set(counts.keys) == Self.labels)
        #expect(counts.values.allSatisfy { $0 >= file.minimumPerLabel })
    }

    @Test("English passages are 6 to 40 words long", arguments: ["english", "english-test"])
    func englishLength(name: String) throws {
        for example in try readExamples(name) {
            let count = example.text.split(separator: " ").count
            #expect((6...40).contains(count), "\(example.text)")
        }
    }

    @Test("Labels are mixed: no label comes more than eight times in a row", arguments: files)
    func order(file: LabelledFile) throws {
        var run = 0
        var last = ""
        for example in try readExamples(file.name) {
            run = example.label == last ? run + 1 : 1
            last = example.label
            #expect(run <= 8, "\(example.text)")
        }
    }

    @Test("No opening pair of words comes more than twelve times")
    func openings() throws {
        let examples = try readExamples("english") + readExamples("english-test")
        let openings = examples.map { words($0.text).prefix(2).joined(separator: " ") }
        for (opening, uses) in Dictionary(grouping: openings, by: \.self) {
            #expect(uses.count <= 12, "\(opening)")
        }
    }

    /// Train and test are read together, so this also keeps them disjoint.
    @Test("No two texts are equal or nearly so, in train and test together", arguments: ["english", "chinese"])
    func distinct(language: String) throws {
        let examples = try readExamples(language) + readExamples("\(language)-test")
        let sets = examples.map { Set(language == "chinese" ? characterPairs($0.text) : words($0.text)) }
        for i in sets.indices {
            for j in sets.indices where j < i {
                let common = sets[i].intersection(sets[j]).count
                let similarity = Double(common) / Double(sets[i].count + sets[j].count - common)
                #expect(similarity <= 0.5, "\(examples[i].text) | \(examples[j].text)")
            }
        }
    }

    @Test("The tales are long enough, plain ASCII, in paragraphs")
    func tales() throws {
        let text = try readText("tales/tales.txt")
        #expect(text.utf8.count >= 45_000)
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        #expect(!text.contains("\t"))
        let paragraphs = text.split(separator: "\n")
        #expect(Set(paragraphs).count == paragraphs.count, "a paragraph comes twice")
        let tales = text.split(separator: "\n\n\n")
        #expect(tales.count == 23)
        for tale in tales {
            #expect(tale.split(separator: "\n\n").count > 5, "\(tale.prefix(40))")
        }
    }
}

struct LabelledFile: Sendable, CustomTestStringConvertible {
    let name: String
    let lineCount: Int
    let minimumPerLabel: Int

    var testDescription: String { name }
}

private struct Example {
    let label: String
    let text: String
}

private func readText(_ path: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let bytes = try Data(contentsOf: root.appending(path: "corpora/\(path)"))
    return try #require(String(validating: bytes, as: UTF8.self), "\(path) is not UTF-8")
}

private func readExamples(_ name: String) throws -> [Example] {
    try readText("starter/\(name).tsv").split(separator: "\n").map { line in
        let columns = line.split(separator: "\t", maxSplits: 1)
        try #require(columns.count == 2, "\(line)")
        return Example(label: String(columns[0]), text: String(columns[1]))
    }
}

private func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
}

private func characterPairs(_ text: String) -> [String] {
    let characters = Array(text)
    return zip(characters, characters.dropFirst()).map { String([$0, $1]) }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .lineSeparator
        || scalar.properties.generalCategory == .paragraphSeparator || scalar == "\u{FFFD}" || scalar == "\u{FEFF}"
}
