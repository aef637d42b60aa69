#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension BinaryFloatingPoint {
    /// The number with `places` digits after the point, whatever the locale: `0.8765.fixed(2)` is "0.88".
    package func fixed(_ places: Int) -> String {
        let value = Double(self)
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        let scale = pow(10, Double(places))
        let scaled = (value.magnitude * scale).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let units = Int(scaled)
        let sign = value < 0 && units > 0 ? "-" : ""
        guard places > 0 else { return sign + String(units) }
        let digits = String(units)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// The share as a percentage: `0.8765.percent()` is "87.65 %".
    package func percent(_ places: Int = 2) -> String { (Double(self) * 100).fixed(places) + " %" }
}

extension BinaryInteger {
    /// The number with a comma before every third digit from the right: `12345.grouped` is "12,345".
    package var grouped: String {
        let digits = String(magnitude)
        var text = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// So many bytes in whole megabytes, rounded up: `1_234_567.megabytes` is "2 MB".
    package var megabytes: String { ((self + 999_999) / 1_000_000).grouped + " MB" }
}

/// A span of time for people: "0.8 s", "42 s", "3:05", "1:02:03".
package func durationText(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "–" }
    if seconds < 10 { return max(0, seconds).fixed(1) + " s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    if whole < 3600 { return "\(whole / 60):\(twoDigits(whole % 60))" }
    return "\(whole / 3600):\(twoDigits(whole / 60 % 60)):\(twoDigits(whole % 60))"
}
