/// A fault that the commands find themselves, beside those that the libraries throw.
package enum CommandError: Error, Equatable, CustomStringConvertible {
    /// A file could not be written.
    case unwritable(file: String, reason: String)
    /// Anything else, in the form "expected …, found …".
    case unexpected(file: String, line: Int?, expected: String, found: String)

    package var description: String {
        switch self {
        case .unwritable(let file, let reason): "\(file): expected a writable file, found: \(reason)"
        case .unexpected(let file, let line?, let expected, let found):
            "\(file):\(line): expected \(expected), found \(found)"
        case .unexpected(let file, nil, let expected, let found): "\(file): expected \(expected), found \(found)"
        }
    }
}

/// Thrown by a verb that was interrupted and has saved what it had; the process then ends with code 130.
package struct Interrupted: Error, Equatable, CustomStringConvertible {
    /// What is told: where the state was saved, and the command that goes on from it.
    package let description: String

    /// - Parameter description: One line, such as "interrupted; go on with: weft train … --resume FILE".
    package init(_ description: String) {
        self.description = description
    }
}

/// Thrown when whoever read our output has gone; the process then ends quietly with code 0.
package struct OutputClosed: Error, Equatable {
    package init() {}
}
