import TestSupport
import Testing
import Weft
import WeftCheckpoint
import WeftJSON
import WeftTensors
import WeftTraining

/// Options under their keys: written, read, checked.
@Suite struct OptionListTests {
    private let folder = TemporaryFolder()

    /// What the options of format version 2 were when it was made. A key that a file lacks means this for ever; whoever
    /// changes a default of new models keeps the old value in `ListedOptions.defaults(of:)`, not here.
    private static let defaults: [(any ListedOptions.Type, String)] = [
        (
            ClassifierOptions.self,
            #"{"level":"word","form":"nfkc","keep-case":false,"strip-accents":false,"fold-numbers":false,"#
                + #""remove-controls":true,"drop-punctuation":false,"keep-spaces":false,"locale":"","#
                + #""vocabulary-size":30000,"min-count":1,"max-tokens":512,"embedding":200,"cell":"lstm","layers":1,"#
                + #""hidden":128,"bidirectional":true,"pooling":"attention","attention-size":64,"dropout":0.5,"#
                + #""token-dropout":0.05,"smoothing":0.05,"balance":false,"batch":32,"epochs":null,"#
                + #""optimizer":"adamw","momentum":0.9,"beta1":0.9,"beta2":0.999,"epsilon":1e-08,"weight-decay":0.01,"#
                + #""learning-rate":0.002,"schedule":"linear","warm-up":0.1,"plateau-factor":null,"#
                + #""plateau-patience":null,"clip":1.0,"patience":5,"validate-every":null,"averaging":0.998,"#
                + #""time-limit":null,"rate-reductions":5,"recompute-gates":false,"baseline":true,"#
                + #""validation-share":0.1,"seed":1}"#
        ),
        (
            LanguageModelOptions.self,
            #"{"level":"character","locale":"","vocabulary-size":30000,"min-count":1,"embedding":128,"cell":"lstm","#
                + #""layers":2,"hidden":256,"dropout":0.2,"window":64,"batch":0,"epochs":20,"optimizer":"adam","#
                + #""momentum":0.9,"beta1":0.9,"beta2":0.999,"epsilon":1e-08,"weight-decay":0.0,"#
                + #""learning-rate":0.003,"schedule":"plateau","warm-up":null,"plateau-factor":0.5,"#
                + #""plateau-patience":2,"clip":1.0,"patience":10,"validate-every":250,"averaging":null,"#
                + #""time-limit":null,"rate-reductions":5,"recompute-gates":false,"validation-share":0.05,"seed":1}"#
        ),
    ]

    private static func members(_ json: JSONValue) -> [JSONValue.Member] {
        if case .object(let members) = json { members } else { [] }
    }

    private static func members<Options: ListedOptions>(_: Options.Type) -> [JSONValue.Member] {
        members(Options.defaults(of: .two).json)
    }

    private static func read<Options: ListedOptions>(
        _ members: [JSONValue.Member], as: Options.Type
    ) throws -> Options {
        var options = Options.defaults(of: .two)
        try options.read(.object(members))
        return options
    }

    @Test func defaultsOfTheFormatStay() {
        for (type, text) in Self.defaults { #expect(type.defaults(of: .two).json.description == text) }
    }

    /// Another possible value for each key.
    private static func other(_ member: JSONValue.Member) -> JSONValue {
        let names = [
            "level": ["word", "character"], "form": ["nfc"], "locale": ["tr"], "cell": ["gru"], "pooling": ["mean"],
            "optimizer": ["sgd"], "schedule": ["one-cycle"],
        ]
        if let name = names[member.key]?.first(where: { .string($0) != member.value }) { return .string(name) }
        switch (member.key, member.value) {
        case ("epochs", _), ("validate-every", _): return 7
        case ("time-limit", _), ("averaging", _): return 0.75
        case (_, .bool(let isOn)): return .bool(!isOn)
        case (_, .integer(let number)): return .integer(number + 3)
        case (_, .number): return 0.125
        default: return member.value
        }
    }

    @Test func everyKeyRoundTrips() throws {
        for (type, _) in Self.defaults { try everyKeyRoundTrips(type) }
    }

    private func everyKeyRoundTrips<Options: ListedOptions>(_ type: Options.Type) throws {
        let members = Self.members(type)
        for (index, member) in members.enumerated() {
            var changed = members
            changed[index] = .init(member.key, Self.other(member))
            // Of a kind that another constant than the default one belongs to.
            if member.key == "schedule" {
                changed.removeAll { ["warm-up"].contains($0.key) || $0.key.hasPrefix("plateau") }
            }
            let kinds = ["warm-up": "linear", "plateau-factor": "plateau", "plateau-patience": "plateau"]
            if let kind = kinds[member.key], member.value == .null {
                changed.removeAll { $0.key == "schedule" || kinds[$0.key] != nil }
                changed += [.init("schedule", .string(kind)), .init(member.key, member.key == "warm-up" ? 0.25 : 1)]
            }
            let options = try Self.read(changed, as: type), json = options.json
            let expected = changed.last { $0.key == member.key }?.value
            #expect(json[member.key]?.number == expected?.number && options != Options(), "\(member.key)")
            #expect(json[member.key]?.string == expected?.string && json[member.key]?.bool == expected?.bool)
            #expect(Self.members(json).map(\.key) == members.map(\.key))
            let again = try Self.read(Self.members(JSONValue(parsing: json.description)), as: type)
            #expect(again == options && again.json == json)
        }
    }

    @Test func aMissingKeyMeansTheDefaultOfTheFormat() throws {
        for (type, _) in Self.defaults {
            let members = Self.members(type)
            for index in members.indices {
                var fewer = members
                fewer.remove(at: index)
                #expect(try Self.read(fewer, as: type).json == .object(members))
            }
            #expect(try Self.read([], as: type).json == .object(members))
        }
    }

    @Test func theOrderOfKeysDoesNotMatter() throws {
        for (type, _) in Self.defaults {
            #expect(try Self.read(Self.members(type).reversed(), as: type).json == .object(Self.members(type)))
        }
    }

    /// Values on both sides of each range, and of other kinds.
    @Test func impossibleValuesAreRefused() throws {
        for (type, _) in Self.defaults {
            for member in Self.members(type) {
                var values: [JSONValue] = [["a": 1], ["b"], "no such word"]
                if member.value.number != nil || member.value == .null { values += [-1, 1e300, "nan", true] }
                if member.value.number != nil, member.key != "seed" { values.append(.integer(.max)) }
                for value in values where member.key != "locale" || value.string == nil {
                    let fault = #expect(throws: OptionFault.self, "\(member.key) = \(value)") {
                        try Self.read([.init(member.key, value)], as: type)
                    }
                    guard case .value(let key, _, _) = fault else {
                        Issue.record("\(member.key) = \(value)")
                        continue
                    }
                    #expect(key == member.key)
                }
            }
        }
        #expect(throws: OptionFault.value(key: "warm-up", expected: "none", found: "0.2")) {
            try Self.read([.init("schedule", "constant"), .init("warm-up", 0.2)], as: ClassifierOptions.self)
        }
        #expect(throws: OptionFault.value(key: "hidden", expected: "1 to 16384", found: "0")) {
            try Self.read([.init("hidden", 0)], as: ClassifierOptions.self)
        }
        #expect(throws: OptionFault.value(key: "hidden", expected: "a whole number", found: "8.5")) {
            try Self.read([.init("hidden", 8.5)], as: ClassifierOptions.self)
        }
    }

    @Test func unknownKeysAreRefusedByNameAndFile() throws {
        for format in ["Format1", "Format2"] {
            let path = Fixtures.path("\(format)/classifier.weft")
            for (part, end, key) in [
                ("options", "}", "zoneout"), ("options", "}", "hiddenSize.x"), ("report", "}", "recall"),
                ("report", "}}", "model.recall"),
            ] {
                var file = try RewrittenFile(path)
                let old = try #require(file.metadata[part]), new = ",\"\(key)\":0.5}"
                if end == "}" { file.metadata[part] = String(old.dropLast()) + new }
                if end == "}}" {
                    file.metadata[part] = old.replacing("\"accuracy\"", with: "\"recall\":0.5,\"accuracy\"")
                }
                try file.write(to: folder.file("changed.weft"))
                let fault = #expect(throws: ModelError.self, "\(format) \(key)") {
                    try TextClassifier(contentsOf: folder.file("changed.weft"))
                }
                guard case .unknownKey(folder.file("changed.weft"), part, let found) = fault else {
                    Issue.record("\(format) \(key): \(fault as Any)")
                    continue
                }
                #expect(found == key || found.hasSuffix(".recall"))
            }
        }
    }

    @Test func numbersKeepTheirBits() throws {
        var generator = Generator(seed: 3)
        var options = ClassifierOptions()
        for _ in 0..<2000 {
            options.dropout = Float(generator.next() >> 40) * 0x1p-24
            options.training.learningRate = Double(generator.next() >> 11) * 0x1p-53
            options.seed = generator.next()
            #expect(
                try Self.read(Self.members(JSONValue(parsing: options.json.description)), as: ClassifierOptions.self)
                    == options)
        }
    }
}
