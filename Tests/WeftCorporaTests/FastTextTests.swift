import TestSupport
import Testing
import WeftCorpora

/// fastText's form as fastText reads it, and how files without a telling name are recognised.
@Suite struct FastTextTests {
    @Test(arguments: [
        ("__label__a one two", "one two", 0), ("one two __label__a", "one two", 0),
        ("one __label__a two", "one two", 0),
        ("__label__a __label__b one __label__c", "one", 2), ("__label__a one __label__a", "one", 0),
        ("  __label__a\tone  two ", "one  two ", 0), ("__label__a x__label__b", "x__label__b", 0),
        ("__label__a", "", 0), ("one\u{B}__label__a\u{C}two", "one two", 0), ("__label__a\rone", "one", 0),
        ("__label__a snake_case __init__", "snake_case __init__", 0),
    ])
    func labelsAreWordsAnywhereInTheLine(line: String, text: String, dropped: Int) throws {
        let (documents, statistics) = try read(line + "\n", name: "c.ft")
        #expect(documents.map(\.pair) == [["a", text]])
        #expect(statistics.droppedLabels == dropped)
    }

    @Test(arguments: [
        "\n__label__a b\n", "  __label__a b\n", "\t__label__a b\n", "\r\n \r\n__label__a b\r\n", "b __label__a\n",
        "\n\na\tb\n", "\n  {\"text\":\"b\",\"label\":\"a\"}\n",
    ])
    func blankAndIndentedLinesDoNotHideTheFormat(text: String) throws {
        for name in ["c.txt", "c"] { #expect(try read(text, name: name).documents.map(\.pair) == [["a", "b"]]) }
    }

    @Test func whereLabelsAreOnlyExpectedAllLinesMustHaveThem() throws {
        var options = CorpusOptions()
        options.expectsLabels = true
        func texts(_ text: String) throws -> [String] {
            try read(text, name: "c.txt", options: options).documents.map(\.text)
        }
        #expect(try texts("a\tone\nb\ttwo\n") == ["one", "two"])
        #expect(try texts("__label__a one\n\ntwo __label__b\n") == ["one", "two"])
        #expect(try texts("{\"text\":\"one\"}\n{\"text\":\"two\"}\n") == ["one", "two"])
        for prose in [
            "a\tone\nprose\n", "\tindented\n\tprose\n", "{ a brace\nprose\n", "prose\n", "__label__a\nprose\n",
        ] {
            #expect(try texts(prose).joined(separator: "\n") + "\n" == prose)
        }
    }
}
