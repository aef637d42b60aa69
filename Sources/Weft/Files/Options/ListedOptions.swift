import WeftTraining

/// Options that a network is made by: impossible ones are refused before they are used, wherever they come from.
package protocol ListedOptions: Listed, Equatable, Sendable {
    /// The default options.
    init()
    var training: TrainingOptions { get set }
    /// The seed of all random choices.
    var seed: UInt64 { get }
}

/// The largest sizes of a network. Within them no number of floats overflows.
enum SizeLimits {
    static let layers = 1...64
    static let columns = 1...16_384
    static let vocabulary = 1...Int(Int32.max)
    static let batch = 1...65_536
    static let tokens = 1...Int(Int32.max)
    static let count = 0...1 << 48
}

extension ListedOptions {
    /// What a key means that a file of a version lacks. It stays as it was when the version was written: whoever changes
    /// the defaults of new models keeps the old ones here.
    package static func defaults(of version: FormatVersion) -> Self {
        switch version {
        case .one, .two: Self()
        }
    }

    /// Refuses options that were given.
    ///
    /// - Throws: ``ModelError/invalidOption(name:expected:found:)``.
    package func check() throws(ModelError) {
        for entry in listed.entries {
            guard let expected = entry.expected else { continue }
            throw .invalidOption(name: entry.key, expected: expected, found: entry.json.words)
        }
    }
}
