/// Values are written as literals, objects with their members in the order of the source:
/// `["label": .string(label), "n": 3, "found": nil]`.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Creates a string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Creates a whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// Creates a number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// Creates a truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Creates `null`.
    public init(nilLiteral: ()) { self = .null }
    /// Creates an array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Creates an object.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }

    /// Makes a whole number of any size.
    public static func unsigned(_ value: UInt64) -> JSONValue {
        Int(exactly: value).map { .integer($0) } ?? .largeInteger(value)
    }

    /// Makes a number that is written with the fewest digits that read back as the same `Float`: 0.1, not
    /// 0.10000000149011612.
    public static func float(_ value: Float) -> JSONValue { .number(Double(value.description) ?? .nan) }
}
