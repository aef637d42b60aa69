import WeftCompression

/// A fault that the commands find themselves, beside those that the libraries throw.
package enum CommandError: Error, Equatable, CustomStringConvertible {
    /// A file could not be written.
    case unwritable(file: String, reason: String)
    /// A file could not be written, and what belonged there was saved elsewhere.
    case savedElsewhere(fault: FileError, what: String, path: String)
    /// What follows a training failed; the training's state is kept.
    case stateKept(fault: String, path: String)
    /// Anything else, in the form "expected …, found …".
    case unexpected(file: String, line: Int?, expected: String, found: String)

    package var description: String {
        switch self {
        case .unwritable(let file, let reason): "\(file): expected a writable file, found: \(reason)"
        case .savedElsewhere(let fault, let what, let path): "\(fault); the \(what) was saved as \(path)"
        case .stateKept(let fault, let path): "\(fault); the state of the training was saved as \(path)"
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

    /// A training that was asked to stop when all but the saving was done.
    init(atTheEnd path: String) {
        self.init("interrupted when all was done; saved as \(path.singleLine)")
    }
}

/// Thrown when whoever read our output has gone; the process then ends quietly with code 0.
package struct OutputClosed: Error, Equatable {
    package init() {}
}
