/// Looks for a stop text in a text that comes in pieces, and holds back what may be its beginning.
///
/// What is held is always the longest end of the text so far that begins the stop text, so that its length says all
/// (Knuth, Morris and Pratt 1977). Each byte costs the same, on average, however long the stop text is.
package struct StopText {
    private let stop: [UInt8]
    /// For each beginning of the stop text: the length of the longest shorter one that it ends in.
    private let shorter: [Int]
    private var held = 0
    /// Whether it was found.
    package private(set) var isFound = false

    /// - Parameter stop: The text; empty if there is none.
    package init(_ stop: String) {
        let stop = Array(stop.utf8)
        var shorter = Array(repeating: 0, count: stop.count)
        var length = 0
        for index in stop.indices.dropFirst() {
            while length > 0, stop[index] != stop[length] { length = shorter[length - 1] }
            if stop[index] == stop[length] { length += 1 }
            shorter[index] = length
        }
        self.stop = stop
        self.shorter = shorter
    }

    /// Takes the next piece and gives what certainly comes before the stop text.
    package mutating func take(_ piece: Span<UInt8>) -> [UInt8] {
        var certain: [UInt8] = []
        for index in piece.indices where !isFound { take(piece[index], &certain) }
        return certain
    }

    private mutating func take(_ byte: UInt8, _ certain: inout [UInt8]) {
        while held > 0, stop[held] != byte {
            let kept = shorter[held - 1]
            certain += stop[..<(held - kept)]
            held = kept
        }
        guard held < stop.count, stop[held] == byte else {
            certain.append(byte)
            return
        }
        held += 1
        isFound = held == stop.count
    }

    /// What was held back and turned out to be no stop text.
    package var rest: [UInt8] { isFound ? [] : Array(stop[..<held]) }
}
