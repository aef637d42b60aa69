import WeftJSON

// The values of the metadata that are JSON. The same value gives the same text.
extension ModelFile {
    /// The options that the file keeps, with what its version meant where it says nothing.
    ///
    /// - Throws: ``ModelError/unknownKey(path:part:key:)``, or ``ModelError/inconsistent(path:part:expected:found:)`` for a
    ///   value that the option cannot have.
    package func options<Options: ListedOptions>() throws -> Options {
        let text = try json("options")
        var options = Options.defaults(of: version)
        try reading("options") { () throws(OptionFault) in
            let json = version == .one ? try FormatVersion1.options(text) : text
            try options.read(json)
        }
        return options
    }

    /// What the training found; nil if the file does not say.
    package func report<Report: KeptResults>() throws -> Report? {
        guard reader.metadata["report"] != nil else { return nil }
        let text = try json("report")
        return try reading("report") { () throws(OptionFault) in
            try Report(json: version == .one ? FormatVersion1.report(text) : text)
        }
    }

    /// Another value.
    package func value<Value: OptionValue>(_ key: String) throws -> Value {
        let text = try json(key)
        return try reading(key) { () throws(OptionFault) in try Value(json: text) }
    }

    private func json(_ key: String) throws(ModelError) -> JSONValue {
        guard let text = reader.metadata[key] else {
            throw .inconsistent(path: reader.path, part: "metadata", expected: "a value for \(key)", found: "none")
        }
        do throws(JSONError) {
            return try JSONValue(parsing: text)
        } catch {
            throw .inconsistent(path: reader.path, part: key, expected: "JSON", found: String(text.prefix(80)))
        }
    }

    /// Says of a fault in which file and part it is.
    private func reading<Value>(
        _ part: String, _ body: () throws(OptionFault) -> Value
    ) throws(ModelError) -> Value {
        do throws(OptionFault) {
            return try body()
        } catch {
            switch error {
            case .unknownKey(let key): throw .unknownKey(path: reader.path, part: part, key: key)
            case .value(let key, let expected, let found):
                throw .inconsistent(
                    path: reader.path, part: key.isEmpty ? part : key, expected: expected, found: found)
            }
        }
    }
}
