/// A file of sequence lengths, one a line.
enum LengthsFile {
    /// As many tokens as a document may have in training.
    private static let longest = 1_000_000

    static func read(_ path: String, console: Console) throws -> [Int] {
        let lines = console.lines(of: [path])
        var lengths: [Int] = []
        while let line = try lines.next() {
            guard let length = Int(line.text), (1...longest).contains(length) else {
                throw CommandError.unexpected(
                    file: path, line: line.number, expected: "a length of 1 to \(longest)", found: "\"\(line.text)\"")
            }
            lengths.append(length)
        }
        guard !lengths.isEmpty else {
            throw CommandError.unexpected(file: path, line: nil, expected: "a length a line", found: "none")
        }
        return lengths
    }
}
