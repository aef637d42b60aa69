/// A file of sequence lengths, one a line.
enum LengthsFile {
    static func read(_ path: String, console: Console) throws -> [Int] {
        let lines = console.lines(of: [path])
        var lengths: [Int] = []
        while let line = try lines.next() {
            guard let length = Int(line.text), length > 0 else {
                throw CommandError.unexpected(
                    file: path, line: line.number, expected: "a length of at least 1", found: "\"\(line.text)\"")
            }
            lengths.append(length)
        }
        guard !lengths.isEmpty else {
            throw CommandError.unexpected(file: path, line: nil, expected: "a length a line", found: "none")
        }
        return lengths
    }
}
