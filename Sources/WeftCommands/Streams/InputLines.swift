import WeftCompression

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
    /// The line without its end (LF or CR LF).
    package let bytes: [UInt8]

    /// The line as text; broken UTF-8 is repaired with U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// The lines of files, one file after the other, decompressed and read as they are needed.
///
/// A byte order mark at the start of a file is not part of its first line. Memory holds one piece of a file and the
/// line at hand.
package final class InputLines {
    private let files: [String]
    private let willWait: () throws -> Void
    private let lineLimit: Int
    private var nextFile = 0
    private var reader: DecompressingReader?
    private var fileName = ""
    private var mayHaveToWait = false
    private var lineNumber = 0
    private var piece: [UInt8] = []
    private var position = 0
    private static let pieceSize = 1 << 16

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
    /// - Throws: `CommandError` for what cannot be read, and what `willWait` throws.
    package func next() throws -> InputLine? {
        try nextLine(mayWait: true)
    }

    /// At least one line and at most `count`: of files as many as there are, of a pipe or terminal those that have
    /// arrived. Empty after the last line of the last file.
    /// - Throws: `CommandError` for what cannot be read, and what `willWait` throws.
    package func nextBatch(upTo count: Int) throws -> [InputLine] {
        var lines: [InputLine] = []
        while lines.count < count, let line = try nextLine(mayWait: lines.isEmpty) { lines.append(line) }
        return lines
    }

    /// The next line; nil at the end, and where a read would have to wait but must not.
    private func nextLine(mayWait: Bool) throws -> InputLine? {
        // Kept so that a line arriving in many pieces is looked through once, not once a piece.
        var searched = 0
        while true {
            if let end = piece[(position + searched)...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return makeLine(end)
            }
            searched = piece.count - position
            if searched > lineLimit {
                throw CommandError.lineTooLong(file: fileName, line: lineNumber + 1, limit: lineLimit)
            }
            if reader == nil, !(try openNextFile(mayWait: mayWait)) { return nil }
            if mayHaveToWait {
                if !mayWait { return nil }
                try willWait()
            }
            piece.removeFirst(position)
            position = 0
            if try !readPiece() {
                reader = nil
                if !piece.isEmpty {
                    defer { piece.removeAll(keepingCapacity: true) }
                    return makeLine(piece.count)
                }
            } else if lineNumber == 0, piece.starts(with: [0xEF, 0xBB, 0xBF]) {
                position = 3
                searched = max(0, searched - 3)
            }
        }
    }

    private func makeLine(_ end: Int) -> InputLine {
        lineNumber += 1
        let isCRLF = end > position && piece[end - 1] == UInt8(ascii: "\r")
        let bytes = Array(piece[position..<(isCRLF ? end - 1 : end)])
        return InputLine(file: fileName, number: lineNumber, bytes: bytes)
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
        lineNumber = 0
        fileName = isStandardInput ? "standard input" : path
        reader = try DecompressingReader(path: isStandardInput ? nil : path)
        return true
    }

    /// Appends what comes next; false at the end of the file.
    private func readPiece() throws -> Bool {
        let start = piece.count
        piece += repeatElement(0, count: Self.pieceSize)
        var count = 0
        defer { piece.removeLast(Self.pieceSize - count) }
        count = try piece.withUnsafeMutableBytes { bytes in
            try reader?.read(into: .init(rebasing: bytes[start...])) ?? 0
        }
        return count > 0
    }
}
