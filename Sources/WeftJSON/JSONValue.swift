/// A JSON value whose objects keep the order of their members, so that writing is deterministic.
public enum JSONValue: Equatable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number that fits an `Int`.
    case integer(Int)
    /// A whole number beyond `Int.max`; ``unsigned(_:)`` makes it where it is needed.
    case largeInteger(UInt64)
    /// Any other number.
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object: its members in order.
    case object([Member])

    /// A member of an object.
    public struct Member: Equatable, Sendable {
        /// The member's name.
        public let key: String
        /// The member's value.
        public let value: JSONValue

        /// Creates a member.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// Parses JSON text (RFC 8259, strict).
    /// - Throws: `JSONError` with the offset of the first fault; nesting deeper than 128 and duplicate keys are faults.
    public init(parsing text: String) throws(JSONError) {
        var text = text
        let result = text.withUTF8 { utf8 in
            Result { () throws(JSONError) in
                var scanner = JSONScanner(UnsafeRawBufferPointer(utf8))
                let value = try scanner.value()
                try scanner.finish()
                return value
            }
        }
        self = try result.get()
    }

    /// The value of an object's member; nil for other values and keys.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The string, if it is one.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The truth value, if it is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The whole number, if it is one.
    public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    /// The whole number, if it is one of at least 0.
    public var unsignedInteger: UInt64? {
        switch self {
        case .integer(let value): UInt64(exactly: value)
        case .largeInteger(let value): value
        default: nil
        }
    }
    /// The elements, if it is an array.
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    /// The number, whole or not, if it is one.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .largeInteger(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}

extension JSONScanner {
    /// Takes a value of any kind.
    package mutating func value(depth: Int = 0) throws(JSONError) -> JSONValue {
        guard depth < Self.maximumDepth else { throw fault("nesting of at most \(Self.maximumDepth)") }
        switch peek() {
        case UInt8(ascii: "{"): return try objectValue(depth: depth)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try array { (scanner) throws(JSONError) in elements.append(try scanner.value(depth: depth + 1)) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try text().string())
        case UInt8(ascii: "t") where takeIfPresent(word: "true"): return .bool(true)
        case UInt8(ascii: "f") where takeIfPresent(word: "false"): return .bool(false)
        case UInt8(ascii: "n") where takeIfPresent(word: "null"): return .null
        case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?:
            let digits = String(decoding: bytes[try number()], as: UTF8.self)
            if let integer = Int(digits) { return .integer(integer) }
            if let integer = UInt64(digits) { return .largeInteger(integer) }
            guard let number = Double(digits) else { throw fault("a number") }
            return .number(number)
        default: throw fault("a value")
        }
    }

    private mutating func objectValue(depth: Int) throws(JSONError) -> JSONValue {
        var members: [JSONValue.Member] = []
        var keys: Set<String> = []
        try object(fault: { $0 }) { (scanner, key) throws(JSONError) in
            let key = key.string()
            guard keys.insert(key).inserted else { throw scanner.fault("another key than \"\(key)\", which is taken") }
            members.append(JSONValue.Member(key, try scanner.value(depth: depth + 1)))
        }
        return .object(members)
    }
}
