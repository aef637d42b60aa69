/// Labels that a person may take for one, though they are classes of their own.
///
/// Canonically equivalent labels, such as é in one code point and in two, are not among them: they are one class.
public struct SimilarLabels: Equatable, Sendable {
    /// In what labels differ.
    public enum Difference: Sendable, CaseIterable {
        /// In nothing that can be seen: kinds of spaces, characters without width.
        case invisible
        /// In upper and lower case.
        case letterCase
    }

    /// The labels, in the order of code points.
    public let labels: [String]
    /// In what they differ.
    public let difference: Difference

    /// Finds the groups of similar labels, those with the lowest label first. Linear in the labels' bytes.
    public static func all(in labels: some Sequence<String>) -> [SimilarLabels] {
        var groups: [String: [String]] = [:]
        for label in Set(labels) { groups[LabelText.seen(label).lowercased(), default: []].append(label) }
        let precedes = { (left: String, right: String) in
            left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
        }
        return groups.values.filter { $0.count > 1 }.map { $0.sorted(by: precedes) }
            .sorted { precedes($0[0], $1[0]) }
            .map { group in
                let isInvisible = Set(group.map(LabelText.seen)).count < group.count
                return SimilarLabels(labels: group, difference: isInvisible ? .invisible : .letterCase)
            }
    }
}
