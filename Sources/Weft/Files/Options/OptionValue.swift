import WeftJSON

/// What can stand under a key in a file.
package protocol OptionValue: Equatable, Sendable {
    init(json: JSONValue) throws(OptionFault)
    var json: JSONValue { get }
}

extension JSONValue {
    /// What `value` made of this, or a fault that says what was expected in its place.
    fileprivate func expecting<Value>(_ expected: String, _ value: Value?) throws(OptionFault) -> Value {
        guard let value else { throw .value(key: "", expected: expected, found: excerpt) }
        return value
    }
}

extension Bool: OptionValue {
    package init(json: JSONValue) throws(OptionFault) { self = try json.expecting("true or false", json.bool) }
    package var json: JSONValue { .bool(self) }
}

extension Int: OptionValue {
    package init(json: JSONValue) throws(OptionFault) { self = try json.expecting("a whole number", json.integer) }
    package var json: JSONValue { .integer(self) }
}

extension UInt64: OptionValue {
    package init(json: JSONValue) throws(OptionFault) {
        self = try json.expecting("a whole number of at least 0", json.unsignedInteger)
    }
    package var json: JSONValue { .unsigned(self) }
}

extension Double: OptionValue {
    /// What JSON has no numbers for: a training that went astray may have an infinite perplexity.
    private static let words: [(word: String, value: Double)] = [
        ("inf", .infinity), ("-inf", -.infinity), ("nan", .nan),
    ]

    package init(json: JSONValue) throws(OptionFault) {
        let word = Double.words.first { $0.word == json.string }
        self = try json.expecting("a number", json.number ?? word?.value)
    }

    package var json: JSONValue {
        if isFinite { return .number(self) }
        return .string(isNaN ? "nan" : self < 0 ? "-inf" : "inf")
    }
}

extension Float: OptionValue {
    package init(json: JSONValue) throws(OptionFault) { self = Float(try Double(json: json)) }
    /// With the fewest digits that read back as the same `Float`.
    package var json: JSONValue { isFinite ? .float(self) : Double(self).json }
}

extension String: OptionValue {
    package init(json: JSONValue) throws(OptionFault) { self = try json.expecting("a string", json.string) }
    package var json: JSONValue { .string(self) }
}

extension Optional: OptionValue where Wrapped: OptionValue {
    package init(json: JSONValue) throws(OptionFault) { self = json == .null ? nil : try Wrapped(json: json) }
    package var json: JSONValue { self?.json ?? .null }
}

extension Array: OptionValue where Element: OptionValue {
    package init(json: JSONValue) throws(OptionFault) {
        self = []
        for element in try json.expecting("an array", json.array) { append(try Element(json: element)) }
    }
    package var json: JSONValue { .array(map(\.json)) }
}

/// Written in the order of the keys.
extension Dictionary: OptionValue where Key == String, Value: OptionValue {
    package init(json: JSONValue) throws(OptionFault) {
        guard case .object(let members) = json else {
            throw .value(key: "", expected: "an object", found: json.excerpt)
        }
        self = [:]
        for member in members {
            do throws(OptionFault) { self[member.key] = try Value(json: member.value) } catch {
                throw error.of(member.key)
            }
        }
    }
    package var json: JSONValue { .object(sorted { $0.key < $1.key }.map { .init($0.key, $0.value.json) }) }
}

/// One of some names.
package protocol NamedOption: OptionValue, RawRepresentable<String>, CaseIterable {}

extension NamedOption {
    package init(json: JSONValue) throws(OptionFault) {
        let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
        self = try json.expecting("one of \(names)", json.string.flatMap(Self.init))
    }
    package var json: JSONValue { .string(rawValue) }
}
