import WeftJSON

/// A type whose properties have keys in files.
package protocol Listed {
    /// Adds each property, in the order in which they are written.
    mutating func list(_ list: inout OptionList)
}

extension Listed {
    /// The properties as they are.
    var listed: OptionList {
        var (copy, list) = (self, OptionList())
        copy.list(&list)
        return list
    }

    /// The object that a file keeps.
    package var json: JSONValue { listed.json }

    /// Takes over what an object says; all values are possible then.
    ///
    /// - Parameter missing: What a missing key means whose property has no value for older files; nil for what it has.
    package mutating func read(_ json: JSONValue, missing: JSONValue? = nil) throws(OptionFault) {
        guard case .object(let members) = json else {
            throw .value(key: "", expected: "an object", found: json.excerpt)
        }
        var list = OptionList(reading: members, missing: missing)
        self.list(&list)
        if let fault = list.fault { throw fault }
        let known = Set(list.entries.map(\.key))
        if let unknown = members.first(where: { !known.contains($0.key) }) { throw .unknownKey(unknown.key) }
        for (given, taken) in zip(list.entries, listed.entries) {
            // The constant of a kind takes no value where the kind is another.
            guard let expected = given.expected ?? (taken.json == given.json ? nil : taken.json.words) else { continue }
            throw .value(key: given.key, expected: expected, found: given.json.words)
        }
    }
}

/// Results that a file keeps; all members have to be there, but those that can be null.
package protocol KeptResults: Listed, OptionValue {
    /// What the members are read into.
    init()
}

extension KeptResults {
    package init(json: JSONValue) throws(OptionFault) {
        self.init()
        try read(json, missing: .null)
    }
}
