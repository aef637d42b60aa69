import TestSupport
import Testing
import WeftTensors

/// Every size at its largest accepted value and one beyond: it works, or one line says how many bytes it needs.
@Suite(.serialized) struct SizeTests {
    /// What no machine holds: the line comes at once.
    private static let giants = [
        "train classifier": [
            "--hidden 16384 --layers 64", "--hidden 16384 --layers 16",
            "--hidden 16384 --layers 64 --embedding 16384 --vocabulary-size 100000000 --max-tokens 1000000 --batch 65536",
        ],
        "train language-model": [
            "--hidden 16384 --layers 64", "--hidden 16384 --layers 16",
            "--hidden 16384 --layers 64 --embedding 16384 --vocabulary-size 100000000 --window 65536 --batch 65536",
        ],
        "benchmark classifier": [
            "--hidden 16384 --layers 64", "--vocabulary-size 100000000 --embedding 16384",
            "--mode infer --vocabulary-size 100000000 --embedding 16384", "--batch 65536 --classes 1000000",
        ],
        "benchmark language-model": [
            "--hidden 16384 --layers 64", "--vocabulary-size 100000000 --embedding 16384",
            "--batch 65536 --window 65536",
        ],
        "benchmark generate": ["--hidden 16384 --layers 64", "--vocabulary-size 100000000 --embedding 16384"],
        "benchmark layer": [
            "--config 65536,yes,65536,65536,65536,65536", "--config 64,no,65536,65536,1,1",
            "--config 1,no,16,16,65536,65536", "--config 1,no,16,16,65536,65536 --mode infer",
            "--config 1,no,65536,16,65536,65536 --mode infer",
        ],
        "benchmark product": ["--config 65536,yes,65536,65536,65536,65536 --threads 64"],
    ]

    /// What any machine holds.
    private static let accepted = [
        "train classifier": ["--layers 64", "--vocabulary-size 100000000", "--max-tokens 1000000", "--batch 65536"],
        "train language-model": [
            "--layers 64", "--vocabulary-size 100000000", "--window 65536", "--batch 65536",
            "--window 65536 --batch 65536",
        ],
    ]

    private static let beyond = [
        "train classifier": [
            "--hidden 16385", "--layers 65", "--embedding 16385", "--vocabulary-size 100000001", "--max-tokens 1000001",
            "--batch 65537", "--hidden 0", "--layers 0", "--batch 0", "--max-tokens 0", "--hidden 9223372036854775807",
        ],
        "train language-model": [
            "--hidden 16385", "--layers 65", "--embedding 16385", "--window 65537", "--batch 65537", "--window 0",
            "--batch -1",
        ],
        "benchmark classifier": ["--hidden 16385", "--batch 65537", "--classes 1000001"],
        "benchmark language-model": ["--window 65537"],
        "benchmark layer": ["--config 1,no,65537,1,1,1"],
        "benchmark product": ["--config 1,no,1,65537,1,1"],
    ]

    private let folder = TemporaryFolder()

    private func run(_ verb: String, _ options: String) throws -> Executable.Run {
        let split = { (text: String) in text.split(separator: " ").map(String.init) }
        guard verb.hasPrefix("train") else { return try Executable.run(split(verb + " " + options)) }
        let given = split(options)
        let small = [("--hidden", "8"), ("--embedding", "8")].filter { !given.contains($0.0) }.flatMap { [$0.0, $0.1] }
        let data = folder.write(Trial.data, to: "data.tsv")
        return try Executable.run(
            split(verb) + [data, "--epochs", "1", "--quiet", "--output", folder.file("model")] + small + given)
    }

    @Test(arguments: giants.keys.sorted()) func whatNoMachineHoldsIsALineWithTheBytes(verb: String) throws {
        for options in Self.giants[verb] ?? [] {
            expectFault(try run(verb, options), " bytes of memory: expected at most ")
        }
        #expect(!folder.names.contains("model"))
    }

    @Test(arguments: accepted.keys.sorted()) func largestValuesThatFitWork(verb: String) throws {
        for options in Self.accepted[verb] ?? [] {
            let run = try run(verb, options)
            #expect(run.code == 0, "\(options): \(run.error)")
        }
    }

    @Test(arguments: beyond.keys.sorted()) func oneBeyondIsWrongUsage(verb: String) throws {
        for options in Self.beyond[verb] ?? [] { #expect(try run(verb, options).code == 64, "\(options)") }
    }

    @Test(arguments: ["1000001", "9223372036854775807", "0", "-1"]) func lengthsOfNoDocument(length: String) throws {
        let lengths = folder.write("3\n\(length)\n", to: "lengths.txt")
        for verb in ["classifier", "layer"] {
            expectFault(try run("benchmark " + verb, "--lengths " + lengths), "expected a length of 1 to 1000000")
        }
    }
}
