/// The readable form: a first line `# weft vocabulary 1`, further notes in lines that start with `# `, then a line
/// `token<TAB>count` for each token behind the special ones, in the order of their numbers.
///
/// Inside a token, backslash, tab, line feed and carriage return are written `\\`, `\t`, `\n` and `\r`, and any other
/// white space that would be invisible stands as it is. Lines end with a line feed. Notes hold no tab, so a token such
/// as `#` cannot be taken for one. Read are also the files of editors that put a byte order mark before them and write
/// other line ends: a carriage return of a token is escaped, so one that is not ends the line.
extension Vocabulary {
    private static let firstLine = "# weft vocabulary 1"

    /// The readable form.
    ///
    /// - Parameter notes: Lines to put below the first, such as how the vocabulary was made; tabs and line ends in them
    ///   become spaces.
    public func text(notes: [String] = []) -> [UInt8] {
        var bytes = Array("\(Vocabulary.firstLine)\n".utf8)
        for note in notes {
            bytes.append(contentsOf: "# ".utf8)
            bytes.append(contentsOf: note.utf8.map { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
            bytes.append(0x0A)
        }
        for index in Special.allCases.count..<count {
            for byte in table.bytes[table.range(of: index)] {
                switch byte {
                case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
                case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
                case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
                case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
                default: bytes.append(byte)
                }
            }
            bytes.append(0x09)
            bytes.append(contentsOf: String(counts[index]).utf8)
            bytes.append(0x0A)
        }
        return bytes
    }

    /// Reads the readable form.
    ///
    /// - Throws: `TextError.malformedVocabulary` with the line at fault.
    public init(text: [UInt8]) throws(TextError) {
        var reader = TextReader(text)
        try self.init(reading: &reader)
    }

    private init(reading reader: inout TextReader) throws(TextError) {
        guard let first = reader.nextLine(), String(decoding: first, as: UTF8.self) == Vocabulary.firstLine else {
            throw .malformedVocabulary(line: 1, expected: "\"\(Vocabulary.firstLine)\"", found: reader.shownLine)
        }
        var bytes = Special.allCases.flatMap { Array($0.text.utf8) }
        var ends: [UInt32] = []
        for special in Special.allCases { ends.append((ends.last ?? 0) + UInt32(special.text.utf8.count)) }
        var counts = [UInt64](repeating: 0, count: ends.count)
        var firstTokenLine = 0
        while let line = reader.nextLine() {
            if counts.count == Special.allCases.count {
                firstTokenLine = reader.line
                if line.starts(with: "# ".utf8) && !line.contains(0x09) { continue }
            }
            counts.append(try reader.appendToken(from: line, to: &bytes))
            guard bytes.count <= Int(UInt32.max) else {
                throw .malformedVocabulary(line: reader.line, expected: "at most 4 GiB of tokens", found: "more")
            }
            ends.append(UInt32(bytes.count))
        }
        switch ByteTable.make(bytes: bytes, ends: ends, skipped: Special.allCases.count) {
        case .success(let table): self.init(table: table, counts: counts)
        case .failure(let repeated):
            let line = firstTokenLine + repeated.number - Special.allCases.count
            throw .malformedVocabulary(line: line, expected: "each token once", found: "one that stands above")
        }
    }
}

/// Takes the readable form apart, line by line.
private struct TextReader {
    private let text: [UInt8]
    private var position = 0
    private var current: ArraySlice<UInt8> = []
    /// The number of the current line, from 1.
    private(set) var line = 0

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(_ text: [UInt8]) {
        self.text = text
        if text.starts(with: TextReader.byteOrderMark) { position = TextReader.byteOrderMark.count }
    }

    /// The next line without its end: LF, CR LF or CR.
    mutating func nextLine() -> ArraySlice<UInt8>? {
        guard position < text.count else { return nil }
        let end = text[position...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.count
        current = text[position..<end]
        let isPair = end + 1 < text.count && text[end] == 0x0D && text[end + 1] == 0x0A
        position = end + (isPair ? 2 : 1)
        line += 1
        return current
    }

    /// The beginning of the current line as an error message shows it, with what cannot be seen as its number.
    var shownLine: String {
        if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        var shown = ""
        for scalar in String(decoding: current.prefix(40), as: UTF8.self).unicodeScalars {
            if scalar != " ", Normalization.isBlank(scalar.value) {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return "\"\(shown)\""
    }

    /// Appends the token of a line `token<TAB>count`, unescaped, and returns the count.
    func appendToken(from line: ArraySlice<UInt8>, to bytes: inout [UInt8]) throws(TextError) -> UInt64 {
        guard let tab = line.firstIndex(of: 0x09), tab > line.startIndex,
            let count = UInt64(String(decoding: line[(tab + 1)...], as: UTF8.self)), validUTF8(line[..<tab])
        else { throw lineFault }
        var escaped = false
        for byte in line[..<tab] {
            if escaped {
                guard let plain: UInt8 = [0x5C: 0x5C, 0x74: 0x09, 0x6E: 0x0A, 0x72: 0x0D][byte] else { throw lineFault }
                bytes.append(plain)
                escaped = false
            } else if byte == 0x5C {
                escaped = true
            } else {
                bytes.append(byte)
            }
        }
        if escaped { throw lineFault }
        return count
    }

    private var lineFault: TextError {
        .malformedVocabulary(line: line, expected: "token<TAB>count", found: shownLine)
    }
}

/// Whether the bytes are well-formed UTF-8.
func validUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return true }
        var index = 0
        while index < bytes.count {
            // Eight at a time where all are ASCII.
            if index + 8 <= bytes.count,
                UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                index += 8
                continue
            }
            if base[index] < 0x80 {
                index += 1
                continue
            }
            let (scalar, length) = decodeMultibyte(base, index, bytes.count)
            if scalar == illFormed { return false }
            index += length
        }
        return true
    }
}
