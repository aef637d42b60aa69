import Testing
import WeftBaseline

@Suite struct TFIDFVectorizerTests {
    @Test(arguments: 0..<5) func agreesWithScikitLearn(index: Int) throws {
        let golden = try BaselineGolden.load().tfidf[index]
        var options = TFIDFVectorizer.Options()
        options.minimumLength = golden.minimumLength
        options.maximumLength = golden.maximumLength
        options.minimumDocumentFrequency = golden.minimumDocumentFrequency
        options.isSublinear = golden.isSublinear
        var (corpus, queries) = (TokenCorpus(splitting: .none), TokenCorpus(splitting: .none))
        for document in golden.documents { corpus.append(document: document) }
        for query in golden.queries { queries.append(document: query) }
        let (vectorizer, rows) = try TFIDFVectorizer.fit(corpus, options: options)
        let places = Dictionary(uniqueKeysWithValues: vectorizer.featureTokens().enumerated().map { ($1, $0) })
        let columns = try golden.features.map { try #require(places[$0], "feature \($0) of \(golden.name)") }
        for (found, expected) in [(rows, golden.rows), (vectorizer.transform(queries), golden.queryRows)] {
            #expect(found.entryCount == expected.count)
            var values: [[Int]: Float] = [:]
            for row in 0..<found.rowCount {
                for entry in found.range(of: row) { values[[row, Int(found.columns[entry])]] = found.values[entry] }
            }
            for entry in expected {
                let value = try #require(values[[Int(entry[0]), columns[Int(entry[1])]]])
                #expect(abs(Double(value) - entry[2]) < 1e-6)
            }
        }
        #expect(vectorizer.transform(corpus) == rows)
    }

    @Test func emptyDocumentsAndUnseenTokensGiveEmptyRows() throws {
        let (vectorizer, rows) = try TFIDFVectorizer.fit(words(["a b", "", "a"]))
        #expect(rows.range(of: 1).isEmpty)
        let found = vectorizer.transform(words(["", "x y", "b x a"]))
        #expect(found.range(of: 0).isEmpty && found.range(of: 1).isEmpty)
        #expect(found.range(of: 2).count == 2)
        #expect(vectorizer.transform(words([])).rowCount == 0)
    }

    @Test func anEmptyVocabularyIsNoError() throws {
        let (vectorizer, rows) = try TFIDFVectorizer.fit(words(["", ""]))
        #expect(vectorizer.featureCount == 0)
        #expect(rows.rowCount == 2 && rows.entryCount == 0)
        #expect(vectorizer.transform(words(["a"])).entryCount == 0)
        #expect(try TFIDFVectorizer(parts: vectorizer.parts) == vectorizer)
    }

    @Test func noDocumentsAndSenselessOptionsThrow() {
        #expect(throws: BaselineError.noDocuments) { try TFIDFVectorizer.fit(words([])) }
        var options = TFIDFVectorizer.Options()
        options.minimumLength = 3
        #expect(throws: BaselineError.self) { try TFIDFVectorizer.fit(words(["a"]), options: options) }
        options = TFIDFVectorizer.Options()
        options.maximumFeatures = 0
        #expect(throws: BaselineError.self) { try TFIDFVectorizer.fit(words(["a"]), options: options) }
    }

    @Test func maximumFeaturesKeepsTheMostFrequentThenTheFirst() throws {
        let corpus = words(["b c b c", "b a", "ä"])
        var options = TFIDFVectorizer.Options()
        func kept(_ limit: Int) throws -> Set<[String]> {
            options.maximumFeatures = limit
            let (vectorizer, rows) = try TFIDFVectorizer.fit(corpus, options: options)
            let names = vectorizer.featureTokens()
            #expect(vectorizer.transform(corpus) == rows)
            return Set(rows.columns.map { names[Int($0)] })
        }
        // b 3, b c 2, c 2, a 1, b a 1, c b 1, ä 1
        #expect(try kept(1) == [["b"]])
        #expect(try kept(2) == [["b"], ["b", "c"]])
        #expect(try kept(4) == [["b"], ["b", "c"], ["c"], ["a"]])
        #expect(try kept(5) == [["b"], ["b", "c"], ["c"], ["a"], ["b", "a"]])
        #expect(try kept(100).count == 7)
    }

    @Test func minimumLengthLeavesShortNGramsOut() throws {
        var options = TFIDFVectorizer.Options()
        options.minimumLength = 2
        let (vectorizer, rows) = try TFIDFVectorizer.fit(words(["a b c", "c"]), options: options)
        let names = vectorizer.featureTokens()
        #expect(Set(rows.columns.map { names[Int($0)] }) == [["a", "b"], ["b", "c"]])
        #expect(rows.range(of: 1).isEmpty)
    }

    @Test func ideographsAreCut() {
        var corpus = TokenCorpus()
        let cases = [("weft", 1), ("织布机", 3), ("かな", 2), ("ทอผ้า", 1), ("한국어", 1), ("naïve", 1), ("🧵", 1), ("", 0)]
        for (token, pieces) in cases { #expect(corpus.append(token: token) == pieces, "\(token)") }
        corpus.endDocument()
        #expect(corpus.count == 1)
        #expect(corpus.tokenCount == 10)
        var characters = TokenCorpus(splitting: .characters)
        #expect(characters.append(token: "naïve🧵") == 6)
    }

    @Test func brokenBytesAreTakenAsTheyAre() {
        for splitting in TokenSplitting.allCases {
            var corpus = TokenCorpus(splitting: splitting)
            for bytes: [UInt8] in [[0xff, 0xfe], [0xe4, 0xb8], [0x80], [0xf0], [0]] { corpus.append(token: bytes.span) }
            corpus.endDocument()
            #expect(corpus.count == 1)
            #expect(throws: Never.self) { try TFIDFVectorizer.fit(corpus) }
        }
    }

    @Test func aLongDocumentIsOneRow() throws {
        var numbers = TestNumbers(state: 7)
        var corpus = TokenCorpus()
        for _ in 0..<2_000_000 { corpus.append(token: "w\(numbers.next(1000))") }
        corpus.endDocument()
        corpus.append(document: ["w1"])
        let (vectorizer, rows) = try TFIDFVectorizer.fit(corpus)
        #expect(rows.rowCount == 2)
        #expect(vectorizer.transform(corpus) == rows)
        let norm = rows.range(of: 0).reduce(0.0) { $0 + Double(rows.values[$1]) * Double(rows.values[$1]) }
        #expect(abs(norm - 1) < 1e-5)
    }

    @Test func damagedPartsThrow() throws {
        let (vectorizer, _) = try TFIDFVectorizer.fit(words(["the weft runs", "the warp holds the weft"]))
        #expect(try TFIDFVectorizer(parts: vectorizer.parts) == vectorizer)
        func expectDamage(_ change: (inout TFIDFVectorizer.Parts) -> Void) {
            var parts = vectorizer.parts
            change(&parts)
            #expect(throws: BaselineError.self) { try TFIDFVectorizer(parts: parts) }
        }
        expectDamage { $0.termBytes.removeLast() }
        expectDamage { $0.termEnds[0] = -1 }
        expectDamage { $0.termEnds.removeAll() }
        expectDamage { $0.childStarts[1] = 1000 }
        expectDamage { $0.childStarts.removeAll() }
        expectDamage { $0.childStarts[0] = 1 }
        expectDamage { $0.lastTerms[0] = 99 }
        expectDamage { $0.lastTerms[0] = -1 }
        expectDamage { $0.lastTerms.removeLast() }
        expectDamage { $0.inverseDocumentFrequencies[0] = .nan }
        expectDamage { $0.inverseDocumentFrequencies.removeLast() }
        expectDamage { $0.options.maximumLength = 0 }
    }
}
