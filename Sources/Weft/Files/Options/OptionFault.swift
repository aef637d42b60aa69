import WeftJSON

/// What is wrong with options in a file.
package enum OptionFault: Error, Equatable {
    /// A key that this version does not know.
    case unknownKey(String)
    /// Something else than a key has to have; the key is empty for the whole.
    case value(key: String, expected: String, found: String)

    /// The same fault inside the value of a key.
    func of(_ outer: String) -> OptionFault {
        switch self {
        case .unknownKey(let key): .unknownKey("\(outer).\(key)")
        case .value(let key, let expected, let found):
            .value(key: key.isEmpty ? outer : "\(outer).\(key)", expected: expected, found: found)
        }
    }
}

extension JSONValue {
    /// The value of an option as a person reads it.
    var words: String {
        switch self {
        case .null, .string(""): "none"
        case .bool(let isOn): isOn ? "yes" : "no"
        case .string(let text): text
        default: description
        }
    }

    /// The beginning of the JSON text: what was found in a value's place.
    var excerpt: String { String(description.prefix(80)) }
}
