import Testing
import WeftText

@Suite struct SegmenterPropertyTests {
    private func boundaries(_ segmenter: Segmenter, _ text: [UInt8]) -> [Int] {
        var boundaries: [Int] = []
        segmenter.forEachSegment(inUTF8: text.span) { boundaries.append($0.upperBound) }
        return boundaries
    }

    @Test(arguments: Segmenter.Unit.allCases, ["", "fi", "en_US_POSIX", "ja", "th", "el"])
    func agreesWithICUOnRandomText(unit: Segmenter.Unit, locale: String) throws {
        let segmenter = try Segmenter(unit, locale: locale)
        var random = RandomText(seed: 7)
        for round in 0..<(locale.isEmpty ? 20_000 : 2_000) {
            let text = Array(random.text(longest: round % 10 == 0 ? 200 : 24).utf8)
            let own = boundaries(segmenter, text)
            let icu = segmenter.boundariesByICU(inUTF8: text)
            try #require(own == icu, "round \(round): \(String(decoding: text, as: UTF8.self).debugDescription)")
        }
    }

    @Test(arguments: Segmenter.Unit.allCases)
    func agreesWithICUOnBrokenBytes(unit: Segmenter.Unit) throws {
        let segmenter = try Segmenter(unit)
        var random = RandomText(seed: 8)
        for _ in 0..<20_000 {
            let text = random.brokenBytes(longest: 30)
            try #require(boundaries(segmenter, text) == segmenter.boundariesByICU(inUTF8: text), "\(text)")
        }
    }

    @Test(arguments: [Segmenter.Unit.word, .character, .sentence])
    func runsItsOwnRulesOnTheTestedICU(unit: Segmenter.Unit) throws {
        guard icuVersion.hasPrefix("72.") else { return }
        #expect(try Segmenter(unit).runsOwnRules())
    }
}
