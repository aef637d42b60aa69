import WeftJSON

/// The options of a type, or the members of a report, each with its key in files.
///
/// A type lists its properties once, in ``Listed/list(_:)``; from that follow all uses: writing, in this order, so that the
/// same options give the same bytes; reading, with missing keys as older files meant them and unknown ones refused;
/// checking against the values that each can have; and the names of those that differ. A property may be renamed: what a
/// file knows is the key.
package struct OptionList {
    /// One option.
    struct Entry {
        let key: String
        let json: JSONValue
        /// The values that it can have, where it has none of them.
        var expected: String?
        /// Whether a training that goes on may have another value.
        var mayDiffer = false
    }

    private(set) var entries: [Entry] = []
    /// What is read; nil where properties are only looked at.
    private let source: [String: JSONValue]?
    /// What a missing key without a value for older files means: null, or what the property has.
    private let missing: JSONValue?
    private(set) var fault: OptionFault?

    /// Lists properties as they are.
    init() {
        source = nil
        missing = nil
    }

    /// Lists properties with new values from an object.
    init(reading members: [JSONValue.Member], missing: JSONValue?) {
        source = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
        self.missing = missing
    }

    /// Adds a property all of whose values are possible.
    ///
    /// - Parameter older: The value in files that were written before there was the option.
    mutating func add<Value: OptionValue>(_ key: String, _ value: inout Value, older: Value? = nil) {
        if let source {
            if source[key] == nil, let older {
                value = older
            } else if let json = source[key] ?? missing {
                do throws(OptionFault) {
                    value = try Value(json: json)
                } catch {
                    fault = fault ?? error.of(key)
                }
            }
        }
        entries.append(Entry(key: key, json: value.json))
    }

    /// Adds a number that has to lie in a range. Not-a-number lies in none.
    mutating func add<Value: OptionValue & Comparable>(
        _ key: String, _ value: inout Value, in range: ClosedRange<Value>, older: Value? = nil
    ) {
        add(key, &value, older: older)
        expect(value, in: range)
    }

    /// Adds a number that has to lie in a range, or nil for an option that is off.
    ///
    /// - Parameter mayDiffer: Whether a training that goes on may have another value.
    mutating func add<Value: OptionValue & Comparable>(
        _ key: String, _ value: inout Value?, in range: ClosedRange<Value>, older: Value?? = nil,
        mayDiffer: Bool = false
    ) {
        add(key, &value, older: older)
        if let value { expect(value, in: range) }
        entries[entries.count - 1].mayDiffer = mayDiffer
    }

    /// Adds a switch under the name of its opposite.
    mutating func add(opposite key: String, _ value: inout Bool) {
        var opposite = !value
        add(key, &opposite)
        value = !opposite
    }

    private mutating func expect<Value: Comparable>(_ value: Value, in range: ClosedRange<Value>) {
        guard !range.contains(value) else { return }
        entries[entries.count - 1].expected = "\(range.lowerBound) to \(range.upperBound)"
    }

    /// The object that is written.
    var json: JSONValue { .object(entries.map { .init($0.key, $0.json) }) }

    /// What is different in another list of the same kind, as "dropout: expected 0.5, found 0.1".
    func differences(to other: OptionList) -> [String] {
        zip(entries, other.entries).compactMap { own, other in
            guard !own.mayDiffer, own.json != other.json else { return nil }
            return "\(own.key): expected \(own.json.words), found \(other.json.words)"
        }
    }
}
