import Testing
import WeftCommands

@Suite("Terminal")
struct TerminalTests {
    @Test(
        "columns of text",
        arguments: [
            ("", 0), ("weft", 4), ("语言", 4), ("ｗｅｆｔ", 8), ("e\u{301}te\u{301}", 3), ("한글", 4), ("ภาษาไทย", 7),
            ("👨‍👩‍👧‍👦", 2), ("❤️", 2), ("🇨🇭", 2), ("א\u{5B0}ב", 2), ("a\u{200B}b", 2), ("የኢትዮጵያ", 6), ("⣿█", 2),
        ])
    func width(text: String, columns: Int) {
        #expect(text.displayWidth == columns)
    }

    @Test("a cut never takes half a character, nor more columns than there are")
    func truncation() {
        #expect("weft".truncated(toDisplayWidth: 4) == "weft")
        #expect("weaving".truncated(toDisplayWidth: 4) == "wea…")
        #expect("语言模型".truncated(toDisplayWidth: 4) == "语…")
        #expect("语言模型".truncated(toDisplayWidth: 0) == "")
        for width in 0..<12 {
            #expect("a语b言c模d型".truncated(toDisplayWidth: width).displayWidth <= width)
        }
    }

    @Test("numbers for people, whatever the locale")
    func numbers() {
        #expect(0.8765.fixed(2) == "0.88")
        #expect(Float(12.5).fixed(0) == "13")
        #expect((-0.004).fixed(2) == "0.00")
        #expect((-1.5).fixed(1) == "-1.5")
        #expect(0.05.fixed(1) == "0.1")
        #expect(Double.nan.fixed(3) == "nan")
        #expect((-Double.infinity).fixed(3) == "-inf")
        #expect(1e300.fixed(2) == "1e+300")
        #expect(0.8765.percent() == "87.65 %")
        #expect([0, 999, 1000, -1234, 1_234_567].map(\.grouped) == ["0", "999", "1,000", "-1,234", "1,234,567"])
        #expect(
            [0, 1, 1_000_000, 1_234_567, 4_321_000_001].map(\.megabytes) == [
                "0 MB", "1 MB", "1 MB", "2 MB", "4,322 MB",
            ])
    }

    @Test("durations for people")
    func durations() {
        let texts = [0, 9.94, 42.4, 59.6, 185, 3599.6, 3723].map { durationText(seconds: $0) }
        #expect(texts == ["0.0 s", "9.9 s", "42 s", "1:00", "3:05", "1:00:00", "1:02:03"])
        #expect(durationText(seconds: .infinity) == "–")
    }

    @Test("a table's columns line up in screen columns, not in characters")
    func table() {
        var table = TextTable([("label", .leading), ("n", .trailing), ("F1", .trailing)])
        table.add(["体育", "12", "0.91"])
        table.add(["travel\t", "8", "1"])
        #expect(
            table.text == """
                label     n    F1
                ─────────────────
                体育     12  0.91
                travel    8     1
                """)
        #expect(TextTable([("none", .leading)]).text == "none\n────")
    }

    @Test("a row without trailing cells ends without spaces")
    func tableEnds() {
        var table = TextTable([("a", .leading), ("long header", .leading)])
        table.add(["1", ""])
        #expect(table.text.split(separator: "\n").last == "1")
    }
}
