import Foundation
import Testing
import WeftText

/// All lines of Unicode 15.0's break tests, through our own code. The files lie under `WEFT_CORPORA/unicode`.
@Suite struct ConformanceTests {
    static let folder = ProcessInfo.processInfo.environment["WEFT_CORPORA"].map { $0 + "/unicode/" }

    @Test(
        .enabled(if: folder != nil, "set WEFT_CORPORA to run Unicode's own break tests"),
        arguments: [
            (Segmenter.Unit.word, "WordBreakTest.txt", 1_823), (.character, "GraphemeBreakTest.txt", 602),
            (.sentence, "SentenceBreakTest.txt", 502),
        ])
    func passesUnicodesBreakTests(unit: Segmenter.Unit, name: String, lineCount: Int) throws {
        // ICU's rules take the colon out of MidLetter except in Finnish and Swedish (a tailoring of CLDR), and leave the
        // lines with a colon out of what they claim: those are tested with the rules that keep Unicode's default.
        let segmenter = try Segmenter(unit)
        let withColon = try Segmenter(unit, locale: "fi")
        let folder = try #require(Self.folder)
        let file = try String(contentsOf: URL(filePath: folder + name), encoding: .utf8)
        var tested = 0
        for (number, line) in file.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let fields = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            if fields.isEmpty { continue }
            tested += 1
            var text = String.UnicodeScalarView()
            var expected: [Int] = []
            for field in fields {
                if field == "÷" {
                    if !text.isEmpty { expected.append(String(text).utf8.count) }
                } else if field != "×" {
                    text.append(try #require(UInt32(field, radix: 16).flatMap(Unicode.Scalar.init)))
                }
            }
            let place = Comment(rawValue: "\(name):\(number + 1): \(line)")
            #expect(withColon.segments(of: String(text)).map(\.upperBound) == expected, place)
            if unit == .word && text.contains(":") { continue }
            #expect(segmenter.segments(of: String(text)).map(\.upperBound) == expected, place)
        }
        #expect(tested == lineCount)
    }

    @Test(.enabled(if: folder != nil, "set WEFT_CORPORA to run Unicode's own normalisation test"))
    func passesUnicodesNormalizationTest() throws {
        let nfc = try Normalizer(.init(form: .nfc, removeControls: false))
        let nfkc = try Normalizer(.init(form: .nfkc, removeControls: false))
        let folder = try #require(Self.folder)
        let file = try String(contentsOf: URL(filePath: folder + "NormalizationTest.txt"), encoding: .utf8)
        var tested = 0
        for line in file.split(separator: "\n") where !line.hasPrefix("#") && !line.hasPrefix("@") {
            let columns = line.split(separator: ";").prefix(5).map { column in
                var scalars = String.UnicodeScalarView()
                scalars.append(
                    contentsOf: column.split(separator: " ").compactMap { UInt32($0, radix: 16) }
                        .compactMap(Unicode.Scalar.init))
                return String(scalars)
            }
            func same(_ left: String, _ right: String) -> Bool {
                left.unicodeScalars.elementsEqual(right.unicodeScalars)
            }
            for column in 0..<3 { #expect(same(nfc.normalize(columns[column]), columns[1]), "NFC: \(line)") }
            for column in 3..<5 { #expect(same(nfc.normalize(columns[column]), columns[3]), "NFC: \(line)") }
            for column in columns { #expect(same(nfkc.normalize(column), columns[3]), "NFKC: \(line)") }
            tested += 1
        }
        #expect(tested > 19_000)
    }
}
