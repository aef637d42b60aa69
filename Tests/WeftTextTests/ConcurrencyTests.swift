import Testing
import WeftText

@Suite struct ConcurrencyTests {
    @Test func oneTokenizerServesManyTasks() async throws {
        let tokenizer = try Tokenizer()
        var random = RandomText(seed: 11)
        let texts = (0..<400).map { _ in random.text(longest: 60) }
        let alone = texts.map { tokenizer.tokenize($0) }
        let together = await withTaskGroup(of: (Int, [[Token]]).self) { group in
            for share in 0..<8 {
                group.addTask {
                    (share, stride(from: share, to: texts.count, by: 8).map { tokenizer.tokenize(texts[$0]) })
                }
            }
            var results = [[Token]](repeating: [], count: texts.count)
            for await (share, tokens) in group {
                for (index, tokens) in tokens.enumerated() { results[share + index * 8] = tokens }
            }
            return results
        }
        #expect(together == alone)
    }
}
