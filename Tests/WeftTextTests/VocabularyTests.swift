import Testing
import WeftText

@Suite struct VocabularyTests {
    private func make(_ texts: [String], minimumCount: UInt64 = 1, maximumSize: Int? = nil) throws -> Vocabulary {
        let tokenizer = try Tokenizer()
        var builder = VocabularyBuilder()
        for text in texts { try builder.add(text: text, with: tokenizer) }
        return builder.build(minimumCount: minimumCount, maximumSize: maximumSize)
    }

    private func tokens(_ vocabulary: Vocabulary) -> [String] {
        (0..<Int32(vocabulary.count)).map { vocabulary.token(at: $0) }
    }

    @Test func ordersByCountThenCodePoints() throws {
        let specials = ["<padding>", "<unknown>", "<begin>", "<end>"]
        #expect(tokens(try make(["b a c a 😀 中 b"])) == specials + ["a", "b", "c", "中", "😀"])
        #expect(tokens(try make(["b a c a b"], minimumCount: 2)) == specials + ["a", "b"])
        #expect(tokens(try make(["b a c a b"], maximumSize: 5)) == specials + ["a"])
        #expect(try make([]).count == 4)
    }

    @Test func encodesWithRanges() throws {
        let vocabulary = try make(["the cat the"])
        let tokenizer = try Tokenizer()
        #expect(vocabulary.encode("The CAT, unknown", with: tokenizer) == [4, 5, 1, 1])
        let (ids, ranges) = vocabulary.encodeWithRanges("é cat", with: tokenizer)
        #expect(ids == [1, 5])
        #expect(ranges == [0..<2, 3..<6])
        #expect(vocabulary.id(of: "<padding>") == Vocabulary.unknown)
        #expect(vocabulary.occurrences(of: 4) == 2)
    }

    @Test func mergingDoesNotDependOnTheOrder() throws {
        let tokenizer = try Tokenizer()
        let texts = ["a b c", "c d", "a a d e f g"]
        var left = VocabularyBuilder()
        var right = VocabularyBuilder()
        for text in texts {
            var part = VocabularyBuilder()
            try part.add(text: text, with: tokenizer)
            try left.merge(part)
        }
        for text in texts.reversed() {
            var part = VocabularyBuilder()
            try part.add(text: text, with: tokenizer)
            try right.merge(part)
        }
        #expect(left.build() == right.build())
        #expect(left.build() == (try make(texts)))
    }

    @Test func saysWhenMemoryIsOutgrown() throws {
        let tokenizer = try Tokenizer()
        var builder = VocabularyBuilder(memoryLimit: 4_000)
        let error = #expect(throws: TextError.self) {
            for number in 0..<10_000 { try builder.add(text: "word\(number)", with: tokenizer) }
        }
        #expect(error == .vocabularyOutgrown(distinctTokens: builder.distinctTokens, memoryLimit: 4_000))
        // What was counted stays usable, and known tokens can still be counted.
        try builder.add(text: "word0", with: tokenizer)
        #expect(builder.build().token(at: 4) == "word0")
    }

    @Test func bothFormsGiveTheVocabularyBack() throws {
        var random = RandomText(seed: 9)
        let lines = (0..<200).map { _ in random.text(longest: 40) }
        let tokenizer = try Tokenizer(.unchanged(.character))
        var builder = VocabularyBuilder()
        for line in lines + ["\t\n\r\\ # \u{0}", "# # #"] { try builder.add(text: line, with: tokenizer) }
        let vocabulary = builder.build()
        #expect(try Vocabulary(bytes: vocabulary.bytes) == vocabulary)
        #expect(try Vocabulary(text: vocabulary.text(notes: ["level character", "a\tb\nc"])) == vocabulary)
        for id in 4..<Int32(vocabulary.count) { #expect(vocabulary.id(of: vocabulary.token(at: id)) == id) }
    }

    @Test(arguments: [
        ("", 1), ("weft\n", 1), ("# weft vocabulary 1\na\n", 2), ("# weft vocabulary 1\n# x\na\t1\na\t2\n", 4),
        ("# weft vocabulary 1\na\tx\n", 2), ("# weft vocabulary 1\n\t1\n", 2), ("# weft vocabulary 1\na\\q\t1\n", 2),
        ("# weft vocabulary 1\na\t-1\n", 2), ("# weft vocabulary 1\na\t1\n# x\n", 3),
        ("# weft vocabulary 1\n\\\t1\n", 2),
    ])
    func namesTheLineAtFault(text: String, line: Int) throws {
        let error = #expect(throws: TextError.self) { try Vocabulary(text: Array(text.utf8)) }
        guard case .malformedVocabulary(line, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func damagedBytesNeverTrap() throws {
        let bytes = try make(["the cat sat on the mat, über 中文 👍"]).bytes
        for length in 0..<bytes.count {
            #expect(throws: TextError.self) { try Vocabulary(bytes: Array(bytes[..<length])) }
        }
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                if let read = try? Vocabulary(bytes: damaged) { #expect(read.bytes == damaged) }
            }
        }
    }
}
