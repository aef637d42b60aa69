extension String {
    /// The text for a line of output: line breaks, tabs, controls and what turns the direction of a terminal's line are
    /// escaped as in JSON, so that a label stays on its line and in its column, and a terminal is told nothing. A
    /// backslash stays one.
    package var visible: String {
        escaped { scalar in
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
    }

    /// The text in quotes, for a note about what cannot be seen: all white space but single spaces, and what has no
    /// width, is escaped too.
    package var revealed: String {
        let revealed = escaped { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: true
            case .spaceSeparator: scalar != " "
            default: scalar.properties.isVariationSelector
            }
        }
        return "\"\(revealed)\""
    }

    private func escaped(where isEscaped: (Unicode.Scalar) -> Bool) -> String {
        guard unicodeScalars.contains(where: isEscaped) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            guard isEscaped(scalar) else {
                text.unicodeScalars.append(scalar)
                continue
            }
            switch scalar {
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
            }
        }
        return text
    }
}
