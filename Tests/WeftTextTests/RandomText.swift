/// Seeded random texts for property tests.
struct RandomText {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 2 &+ 1
    }

    /// A number below `bound` (Vigna's splitmix64).
    mutating func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }

    private static let ascii = Array("abcXYZ0189 ,.':;_-\"!?@\t\n\r#/ ".unicodeScalars)

    private static let awkward: [Unicode.Scalar] = [
        "\u{301}", "\u{308}", "\u{200D}", "\u{200C}", "\u{FE0F}", "\u{1F468}", "\u{1F469}", "\u{1F1E9}", "\u{1F1EA}",
        "\u{1F3FD}", "\u{AD}", "\u{FEFF}", "\u{3099}", "\u{30FC}", "\u{FF70}", "\u{FF9E}", "\u{30FB}", "\u{345}",
        "\u{130}", "\u{DF}", "\u{FB01}", "\u{2028}", "\u{85}", "\u{A0}", "\u{3000}", "\u{FF1A}", "\u{5D0}", "\u{5F4}",
        "\u{1100}", "\u{1161}", "\u{11A8}", "\u{E33}", "\u{903}", "\u{E0061}", "\u{FFFD}", "\u{0}", "\u{3A3}",
    ]

    /// A code point from anywhere, with the scripts that have dictionaries and the awkward ones more often.
    mutating func scalar() -> Unicode.Scalar {
        switch next(12) {
        case 0, 1, 2, 3: return RandomText.ascii[next(RandomText.ascii.count)]
        case 4: return RandomText.awkward[next(RandomText.awkward.count)]
        case 5: return Unicode.Scalar(UInt32(0x4E00 + next(0x5200))) ?? " "
        case 6: return Unicode.Scalar(UInt32(0x3041 + next(0xBF))) ?? " "
        case 7: return Unicode.Scalar(UInt32([0xE00, 0xE80, 0x1000, 0x1780][next(4)] + next(0x80))) ?? " "
        case 8: return Unicode.Scalar(UInt32(0xAC00 + next(0x2BA0))) ?? " "
        case 9: return Unicode.Scalar(UInt32(0x80 + next(0x780))) ?? " "
        default:
            while true {
                if let any = Unicode.Scalar(UInt32(next(next(4) == 0 ? 0x110000 : 0x10000))) { return any }
            }
        }
    }

    /// A text of up to `longest` code points, in runs of one kind.
    mutating func text(longest: Int) -> String {
        var text = String.UnicodeScalarView()
        let count = next(longest) + 1
        while text.count < count {
            let first = scalar()
            let run = next(5) == 0 ? next(12) + 1 : 1
            for offset in 0..<run {
                text.append(Unicode.Scalar(first.value &+ UInt32(next(2) * offset)) ?? first)
            }
        }
        return String(text)
    }

    /// Up to `longest` arbitrary bytes, mostly such as may start or continue a sequence.
    mutating func brokenBytes(longest: Int) -> [UInt8] {
        (0..<next(longest) + 1).map { _ in
            switch next(4) {
            case 0: UInt8(next(0x80))
            case 1: UInt8(0x80 + next(0x40))
            case 2: [0xC2, 0xE0, 0xE4, 0xED, 0xEF, 0xF0, 0xF4][next(7)]
            default: UInt8(next(0x100))
            }
        }
    }
}
