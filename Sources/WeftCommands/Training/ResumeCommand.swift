import WeftCompression

extension [String] {
    /// The command line that resumes this one, quoted for a shell.
    func resumed(from file: String) -> String {
        var words: [String] = []
        var skipsNext = false
        for word in self {
            if skipsNext {
                skipsNext = false
            } else if word == "--resume" {
                skipsNext = true
            } else {
                words.append(word)
            }
        }
        return (words + ["--resume", file]).map(\.shellQuoted).joined(separator: " ")
    }
}

extension String {
    /// The word as a shell reads it: quoted where it must be, bytes that are no text and control characters as `$'\xE9'`.
    var shellQuoted: String {
        if unicodeScalars.contains(where: { PathByte.byte($0) != nil || $0.properties.generalCategory == .control }) {
            return "$'" + unicodeScalars.map(\.shellEscaped).joined() + "'"
        }
        let plain = utf8.allSatisfy { byte in
            byte >= 0x80 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "-_./=,:+@%".utf8.contains(byte)
        }
        return plain && !isEmpty
            ? self : "'" + unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }
}

extension Unicode.Scalar {
    /// The scalar between `$'` and `'`.
    fileprivate var shellEscaped: String {
        if let byte = PathByte.byte(self) { return "\\x" + PathByte.hexadecimal(byte) }
        if properties.generalCategory == .control {
            return UTF8.encode(self)?.map { "\\x" + PathByte.hexadecimal($0) }.joined() ?? ""
        }
        return self == "'" || self == "\\" ? "\\\(self)" : String(self)
    }
}
