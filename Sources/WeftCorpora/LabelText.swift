/// What of a label can be seen.
package enum LabelText {
    /// The longest label in bytes. What is longer is a text in the label's place, and comparing two of them may take a time
    /// that grows with the square of their marks.
    package static let maximumLength = 10_000

    /// The label without white space and invisible characters at its ends, which no person means.
    package static func trimmed(_ label: String) -> String {
        let ends = [label.utf8.first, label.utf8.last]
        // The common case: both ends are ASCII that can be seen.
        if ends.allSatisfy({ $0.map { (0x21..<0x7F).contains($0) } ?? false }) { return label }
        let scalars = label.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isInvisible($0) }),
            let last = scalars.lastIndex(where: { !isInvisible($0) }),
            // Joiners and selectors alone join and select nothing.
            !scalars[first...last].allSatisfy({ isInvisible($0) || $0.properties.isDefaultIgnorableCodePoint })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Whether a character leaves no mark on paper: white space, controls, fillers, and those that only guide layout. The
    /// parts of emoji (joiners between them, selectors of variants, tags of flags) are not among them.
    package static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x21, 0x7F..<0xA1: true
        case 0x21..<0x7F, 0x200D, 0xE0020...0xE007F: false
        default:
            isSpace(scalar)
                || scalar.properties.isDefaultIgnorableCodePoint && !scalar.properties.isVariationSelector
        }
    }

    /// White space, and the pattern of Braille without dots.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.value == 0x2800
    }

    /// The label as a person sees it: invisible characters left out, white space of any kind and length as one space.
    static func seen(_ label: String) -> String {
        var seen = String.UnicodeScalarView()
        var isSpaced = false
        for scalar in trimmed(label).unicodeScalars {
            if isSpace(scalar) {
                isSpaced = true
            } else if !isInvisible(scalar), !scalar.properties.isDefaultIgnorableCodePoint {
                if isSpaced { seen.append(" ") }
                isSpaced = false
                seen.append(scalar)
            }
        }
        return String(seen)
    }
}
