/// What a progress bar knows, and how that looks: a value with no clock and no terminal.
package struct ProgressBar: Equatable, Sendable {
    /// What is being done, such as "epoch 2/10".
    package var label: String
    /// How many units are done.
    package var completed = 0
    /// How many there are, if that is known.
    package var total: Int?
    /// What is counted, in the plural.
    package var unit: String
    /// Units a second, once measured.
    package var rate: Double?
    /// The seconds that remain, once known.
    package var secondsLeft: Double?
    /// What else is worth a look, such as "loss 0.512".
    package var detail: String?

    /// - Parameters:
    ///   - label: What is being done.
    ///   - total: How many units there are, if that is known.
    ///   - unit: What is counted, in the plural.
    package init(label: String, total: Int?, unit: String) {
        self.label = label
        self.total = total
        self.unit = unit
    }

    /// The bar as one line of at most `width` columns.
    ///
    /// Where the terminal is narrow, what matters less goes first: the rate, then the detail, then the bar itself.
    package func text(width: Int) -> String {
        let count = completed.grouped + " " + unit
        let speed = rate.map { "\(($0 < 10 ? $0.fixed(1) : Int($0.rounded()).grouped)) \(unit)/s" }
        let remaining = secondsLeft.map { durationText(seconds: $0) + " left" }
        guard let total else {
            return joined([label, count, speed, detail]).truncated(toDisplayWidth: width)
        }
        let share = total > 0 ? min(1, Double(completed) / Double(total)) : 1
        let percentage = "\(Int(share * 100))%"
        let padded = String(repeating: " ", count: max(0, 4 - percentage.count)) + percentage
        for fields in [[speed, detail, remaining], [detail, remaining], [remaining], []] {
            let rest = joined([padded] + fields)
            // The label, two spaces, two edges, a space; then the bar takes what is left.
            let room = width - label.displayWidth - rest.displayWidth - 5
            if room >= Self.narrowest {
                return label + "  " + Self.bar(share, columns: min(room, Self.widest)) + " " + rest
            }
        }
        return joined([label, percentage]).truncated(toDisplayWidth: width)
    }

    private static let narrowest = 10
    private static let widest = 30

    /// A bar drawn in eighths of a column.
    private static func bar(_ share: Double, columns: Int) -> String {
        let eighths = Int(share * Double(columns * 8))
        var bar = String(repeating: "█", count: eighths / 8)
        if eighths % 8 > 0 { bar.append(["▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8 - 1]) }
        return "▕" + bar + String(repeating: " ", count: columns - bar.count) + "▏"
    }

    private func joined(_ fields: [String?]) -> String {
        fields.compactMap { $0 }.joined(separator: "  ")
    }
}
