extension Character {
    /// How many columns of a terminal the grapheme cluster takes: 0, 1 or 2 for all but a few scripts' ligatures.
    ///
    /// An emoji sequence is 2 wide whatever it is made of; otherwise the widths of the scalars add up, as in `wcwidth`.
    package var displayWidth: Int {
        let scalars = unicodeScalars
        let isEmoji = scalars.contains { $0.properties.isEmojiPresentation || $0.value == 0xFE0F }
        return isEmoji ? 2 : scalars.reduce(0) { $0 + $1.displayWidth }
    }
}

extension StringProtocol {
    /// How many columns of a terminal the text takes.
    package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

    /// The text cut to at most `width` columns, with an ellipsis where something was cut away.
    package func truncated(toDisplayWidth width: Int) -> String {
        guard displayWidth > width else { return String(self) }
        guard width > 0 else { return "" }
        var text = ""
        var used = 1
        for character in self {
            used += character.displayWidth
            if used > width { break }
            text.append(character)
        }
        return text + "…"
    }
}

extension Unicode.Scalar {
    /// The columns of one scalar: none for marks and format characters, two for what East Asian Width calls wide.
    fileprivate var displayWidth: Int {
        if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) || value == 0xAD ? 0 : 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .lineSeparator, .paragraphSeparator: return 0
        default: break
        }
        // Vowels and finals of conjoining Hangul are drawn within the cell of their initial.
        if (0x1160...0x11FF).contains(value) { return 0 }
        return Self.wideRanges.contains { $0.contains(value) } ? 2 : 1
    }

    /// The blocks of wide and fullwidth characters that are not emoji, from Unicode's EastAsianWidth.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
