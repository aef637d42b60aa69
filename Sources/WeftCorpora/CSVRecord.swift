#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The fields of a record of comma-separated values (RFC 4180). Parsing goes on where it stopped when a field in
/// quotes reaches over the end of a line.
struct CSVRecord {
    /// A field's bytes, without the quotes around it.
    struct Field {
        let range: Range<Int>
        /// Whether there are doubled quotes to make single.
        let hasQuotes: Bool
    }

    enum Outcome: Equatable {
        /// The record is whole.
        case complete
        /// The record ends within quotes, and the next line belongs to it.
        case open
        /// Text follows a closing quote; the offset of that text.
        case fault(Int)
    }

    private(set) var fields: [Field] = []
    private var position = 0
    private var quoteStart: Int?
    private var hasQuotes = false

    /// Begins a new record.
    mutating func reset() {
        fields.removeAll(keepingCapacity: true)
        position = 0
        quoteStart = nil
        hasQuotes = false
    }

    /// Parses as much as there is. After `open`, call again with the same bytes and the next line behind them.
    mutating func parse(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        while true {
            if let start = quoteStart {
                guard let end = closingQuote(in: bytes) else { return .open }
                fields.append(Field(range: start..<end, hasQuotes: hasQuotes))
                quoteStart = nil
                position = end + 1
                if position == bytes.count { return .complete }
                guard bytes[position] == UInt8(ascii: ",") else { return .fault(position) }
                position += 1
            } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                position += 1
                quoteStart = position
                hasQuotes = false
            } else {
                let end = Self.index(of: UInt8(ascii: ","), in: bytes, from: position)
                fields.append(Field(range: position..<(end ?? bytes.count), hasQuotes: false))
                guard let end else { return .complete }
                position = end + 1
            }
        }
    }

    /// Appends a field's bytes with doubled quotes made single.
    static func unquote(_ field: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        var start = 0
        while let quote = index(of: UInt8(ascii: "\""), in: field, from: start) {
            output.append(contentsOf: field[start...quote])
            start = quote + 2
        }
        if start < field.count { output.append(contentsOf: field[start...]) }
    }

    /// The quote that ends the open field; nil where the record goes on.
    private mutating func closingQuote(in bytes: UnsafeRawBufferPointer) -> Int? {
        while let quote = Self.index(of: UInt8(ascii: "\""), in: bytes, from: position) {
            if quote + 1 == bytes.count || bytes[quote + 1] != UInt8(ascii: "\"") { return quote }
            hasQuotes = true
            position = quote + 2
        }
        position = max(position, bytes.count)
        return nil
    }

    private static func index(of byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(byte), bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
