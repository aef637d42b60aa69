import TestSupport
import Testing
import Weft
import WeftCheckpoint
import WeftTraining

/// Files of format version 1 that have more, or less, than the fixtures.
@Suite struct FormatVersion1Tests {
    private let folder = TemporaryFolder()

    /// Opens the fixture with a part of its options replaced.
    private func options(_ part: String, by other: String) throws -> ClassifierOptions {
        var file = try RewrittenFile(Fixtures.path("Format1/classifier.weft"))
        let old = try #require(file.metadata["options"])
        try #require(old.contains(part))
        file.metadata["options"] = old.replacing(part, with: other)
        try file.write(to: folder.file("changed.weft"))
        return try TextClassifier(contentsOf: folder.file("changed.weft")).options
    }

    /// What was nil was left out, whatever the defaults of today are.
    @Test func missingOptionsWereNil() throws {
        let present = try options("\"seed\":5", by: "\"seed\":5")
        #expect(present.training.patience == 5 && present.training.clip == 1 && present.training.averaging == 0.998)
        #expect(try options("\"patience\":5,", by: "").training.patience == nil)
        #expect(try options("\"clip\":1,", by: "").training.clip == nil)
        #expect(try options("\"averaging\":0.998,", by: "").training.averaging == nil)
        #expect(try options("\"epochs\":60,", by: "").training.epochs == nil)
        #expect(!present.training.recomputesGates && present.training.timeLimit == nil)
    }

    @Test func optionsThatFewFilesHave() throws {
        let patience = "\"patience\":5"
        #expect(try options(patience, by: "\"gateRecomputation\":true").training.recomputesGates)
        #expect(try options(patience, by: "\"timeLimit\":2.5").training.timeLimit == 2.5)
        #expect(try options(patience, by: "\"validationInterval\":9").training.validationInterval == 9)
        #expect(try options("\"foldCase\":true", by: "\"foldCase\":false").tokenizer.foldCase == false)
        #expect(
            try options("\"keepPunctuation\":true", by: "\"keepPunctuation\":false").tokenizer.keepPunctuation == false)
        let seed = try options("\"seed\":5", by: "\"seed\":18446744073709551615").seed
        #expect(seed == .max)
    }

    @Test func everySchedule() throws {
        let schedules: [(String, Schedule)] = [
            (#"{"constant":{}}"#, .constant), (#"{"linear":{"warmUp":0.3}}"#, .linear(warmUp: 0.3)),
            (#"{"oneCycle":{"warmUp":0.25}}"#, .oneCycle(warmUp: 0.25)),
            (#"{"reduceOnPlateau":{"factor":0.25,"patience":7}}"#, .reduceOnPlateau(factor: 0.25, patience: 7)),
        ]
        for (text, schedule) in schedules {
            #expect(try options(#"{"linear":{"warmUp":0.1}}"#, by: text).training.schedule == schedule)
        }
        #expect(throws: ModelError.self) { try options(#"{"linear":{"warmUp":0.1}}"#, by: #"{"cosine":{}}"#) }
    }

    /// Keys of today are no names of then.
    @Test func otherNamesAreRefused() throws {
        for name in ["hidden", "schedule", "recompute-gates", "optimizer", "zoneout"] {
            let fault = #expect(throws: ModelError.self) { try options("\"seed\":5", by: "\"\(name)\":5") }
            #expect(fault == .unknownKey(path: folder.file("changed.weft"), part: "options", key: name))
        }
    }
}
