import WeftCorpora

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One line of input and where it came from.
package struct InputLine: Equatable, Sendable {
    /// The file as it was named; "standard input" for "-".
    package let file: String
    /// The number of the line in its file, from 1.
    package let number: Int
    /// The line without its end.
    package let bytes: [UInt8]

    /// The line as text; broken UTF-8 is repaired with U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// The lines of files, one file after the other, as ``LineReader`` reads each.
///
/// Memory holds one piece of a file and the line at hand. What was read before a fault is given before it is thrown.
package final class InputLines {
    private let files: [String]
    private let willWait: () throws -> Void
    private let lineLimit: Int
    private var nextFile = 0
    private var reader: LineReader?
    private var mayHaveToWait = false
    private var fault: (any Error)?
    /// The broken sequences of UTF-8 in the lines so far.
    package private(set) var repairs = 0

    /// - Parameters:
    ///   - files: Names of files; "-" is standard input.
    ///   - lineLimit: The longest line in bytes that is taken as one document.
    ///   - willWait: Called before a read that may have to wait for somebody.
    package init(files: [String], lineLimit: Int = 1 << 28, willWait: @escaping () throws -> Void = {}) {
        self.files = files
        self.lineLimit = lineLimit
        self.willWait = willWait
    }

    /// The next line, or nil after the last line of the last file.
    /// - Throws: `CorpusError` for what cannot be read, and what `willWait` throws.
    package func next() throws -> InputLine? {
        if let fault { throw fault }
        return try nextLine(mayWait: true)
    }

    /// At least one line and at most `count`: of files as many as there are, of a pipe or terminal those that have
    /// arrived. Empty after the last line of the last file.
    /// - Throws: `CorpusError` for what cannot be read, and what `willWait` throws; a fault behind some lines is thrown
    ///   by the call after the one that gives them.
    package func nextBatch(upTo count: Int) throws -> [InputLine] {
        if let fault { throw fault }
        var lines: [InputLine] = []
        do {
            while lines.count < count, let line = try nextLine(mayWait: lines.isEmpty) { lines.append(line) }
        } catch {
            if lines.isEmpty { throw error }
            fault = error
        }
        return lines
    }

    /// The next line; nil at the end, and where a read would have to wait but must not.
    private func nextLine(mayWait: Bool) throws -> InputLine? {
        while true {
            if reader == nil, !(try openNextFile(mayWait: mayWait)) { return nil }
            if mayHaveToWait, reader?.hasLine == false {
                if !mayWait { return nil }
                try willWait()
            }
            if let line = try takeLine() { return line }
            reader = nil
        }
    }

    private func takeLine() throws -> InputLine? {
        guard let bytes = try reader?.next(), let file = reader?.path, let number = reader?.lineNumber else {
            return nil
        }
        repairs += BrokenUTF8.count(in: bytes)
        return InputLine(file: file, number: number, bytes: Array(bytes))
    }

    /// Opens the next file, which reads its first bytes; false if there is none, or if that may have to wait.
    private func openNextFile(mayWait: Bool) throws -> Bool {
        guard nextFile < files.count else { return false }
        let path = files[nextFile]
        let isStandardInput = path == "-"
        var status = stat()
        let isKnown = (isStandardInput ? fstat(STDIN_FILENO, &status) : stat(path.pathBytes, &status)) == 0
        mayHaveToWait = isKnown && status.st_mode & S_IFMT != S_IFREG
        if mayHaveToWait {
            if !mayWait { return false }
            try willWait()
        }
        nextFile += 1
        reader = try LineReader(path: isStandardInput ? nil : path, maximumLength: lineLimit)
        // Tokens are told by their places in the line as given.
        reader?.dropsMarksOfLines = false
        return true
    }
}
