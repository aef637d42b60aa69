import ArgumentParser
import Weft
import WeftCompression
import WeftJSON

/// `weft generate`: continues a text with a language model.
struct GenerateCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Continue a text with a trained language model.",
        discussion: """
            Prints the prompt and what comes after it, as it is made; the same seed gives the same text. With --json, \
            "text" is what comes after the prompt.

            Examples:
              weft generate tales.weft --prompt "The miller" --length 300
              weft generate shakespeare.weft --prompt $'ROMEO:\\n' --temperature 0.7 --top-p 0.95 --seed 3
              weft generate tales.weft --prompt "Once" --stop . --json
            """)

    @Argument(help: "A language model made by weft train language-model.")
    var model: String

    @Option(help: "The text to continue.")
    var prompt = ""

    @Option(help: "How many characters to make.")
    var length = 500

    @Option(help: "Below 1 what is likely becomes likelier; 0 always takes the likeliest.")
    var temperature = Sampler.Options().temperature

    @Option(help: "Choose from this many of the likeliest tokens; 0 for all.")
    var topK = 0

    @Option(help: "Choose from the likeliest tokens that together have this probability; 1 for all.")
    var topP = 1.0

    @Option(help: "Stop before this text.")
    var stop = ""

    @OptionGroup(title: "Global Options") var global: GlobalOptions

    func validate() throws {
        try expect("length", length, in: 0...1_000_000_000)
        try expect("temperature", temperature, in: 0...1000)
        try expect("top-k", topK, in: 0...1_000_000_000)
        try expect("top-p", topP, in: 0...1)
    }

    var fileUse: FileUse { FileUse(reads: [model]) }

    func run(_ console: Console) throws {
        let prompt = prompt.argumentText
        let model = try console.languageModel(model, threads: global.threadCount)
        var session = try model.makeSession()
        let unknown = try session.read(prompt)
        if unknown > 0 {
            console.note("\(unknown) tokens of the prompt are not known to the model; they are read as unknown")
        }
        let output = console.output, streams = !console.isJSON
        if streams { try output.write(prompt) }
        let clock = ContinuousClock(), start = clock.now
        var characters = 0
        let generation = try session.generate(options) { piece in
            characters += piece.count
            guard streams else { return }
            try output.write(piece)
            if output.isTerminal { try output.flush() }
        }
        let seconds = start.duration(to: clock.now).milliseconds / 1e3
        guard console.isJSON else { return try output.line(generation.text.last == "\n" ? "" : "\n") }
        try output.line([
            "text": .string(generation.text), "tokens": .integer(generation.tokens),
            "characters_per_second": .number(Double(characters) / max(seconds, 1e-9)),
            "prompt": .string(prompt), "stopped": .bool(generation.isStopped),
        ])
    }

    private var options: GenerationOptions {
        var options = GenerationOptions()
        options.length = length
        options.stop = stop.argumentText
        options.sampler = .init(
            temperature: temperature, topK: topK > 0 ? topK : nil, topP: topP < 1 ? topP : nil, seed: global.seed)
        return options
    }
}
