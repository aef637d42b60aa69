extension String {
    /// The text with what nobody can see as its number, such as `\u{feff}`, so that it stays in its line and its place;
    /// a line feed is `\n`.
    func escapingInvisible(withSpaces: Bool = false) -> String {
        var shown = ""
        for scalar in unicodeScalars {
            if scalar.isInvisible || withSpaces && scalar == " " {
                shown += scalar == "\n" ? "\\n" : "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}

extension Unicode.Scalar {
    /// Controls, byte order marks and the like, and spaces other than the plain one; joiners belong to what they join.
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: !("\u{200C}"..."\u{200D}").contains(self)
        case .spaceSeparator: self != " "
        default: false
        }
    }
}
