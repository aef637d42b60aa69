import Foundation
import Testing

@Suite("README")
struct ReadmeTests {
    private static let package = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.package.appending(path: path), encoding: .utf8)
    }

    @Test("the library example is the one that is built")
    func exampleIsBuilt() throws {
        let example = try text("Examples/Library/main.swift")
        #expect(try text("README.md").contains("<!-- example:library -->\n```swift\n\(example)```\n"))
    }

    @Test("the library example trains, explains, saves, loads and classifies")
    func exampleRuns() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "weft-example-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let corpus = try text("corpora/starter/english.tsv").split(separator: "\n")
        let sample = corpus.indices.filter { $0 % 6 == 0 }.map { corpus[$0] }.joined(separator: "\n")
        try Data(sample.utf8).write(to: folder.appending(path: "topics.tsv"))

        let run = try Executable.run([], of: "LibraryExample", in: folder)
        #expect(run.code == 0)
        #expect(run.error.isEmpty)
        let lines = run.output.split(separator: "\n").map(String.init)
        let first = try #require(lines.first)
        let label = try #require(first.split(separator: " ").first)
        #expect(lines.contains { $0.hasPrefix("keeper 4..<10 ") })
        #expect(lines.last?.hasPrefix("[\"\(label)\", \"") == true)
    }

    @Test("the tour shows what commands printed, and leaves no gap")
    func tourIsFilled() throws {
        let readme = try text("README.md")
        #expect(readme.contains("<!-- tour:train -->\n```\n$ weft train classifier "))
        #expect(!readme.contains(#/<!-- tour:\w+ -->\n<!-- tour:end -->/#))
    }
}
