import Testing
import Weft

@Suite struct StopTextTests {
    /// What comes before the first place of the stop text, by looking at every place.
    private func expected(_ text: [UInt8], _ stop: [UInt8]) -> (before: [UInt8], isFound: Bool) {
        guard !stop.isEmpty, text.count >= stop.count else { return (text, false) }
        for place in 0...text.count - stop.count where Array(text[place..<place + stop.count]) == stop {
            return (Array(text[..<place]), true)
        }
        return (text, false)
    }

    @Test("random texts of two letters, in pieces") func agreesWithASearchOfEveryPlace() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0..<60, using: &generator)).map { _ in
                UInt8.random(in: 97...98, using: &generator)
            }
            let stop = (0..<Int.random(in: 0..<7, using: &generator)).map { _ in
                UInt8.random(in: 97...98, using: &generator)
            }
            var search = StopText(String(decoding: stop, as: UTF8.self)), given: [UInt8] = [], place = 0
            while place < text.count {
                let end = min(text.count, place + Int.random(in: 1...9, using: &generator))
                let piece = Array(text[place..<end])
                given += search.take(piece.span)
                place = end
            }
            let whole = expected(text, stop)
            #expect(given + search.rest == whole.before && search.isFound == whole.isFound, "\(text) \(stop)")
        }
    }

    /// A search of every place would compare 10^11 bytes here.
    @Test("a long stop text of one letter costs no more than a short one") func longStop() throws {
        var search = StopText(String(repeating: "a", count: 500_000) + "b")
        var given = 0
        let piece: [UInt8] = [97]
        for _ in 0..<1_000_000 { given += search.take(piece.span).count }
        #expect(given == 500_000 && search.rest.count == 500_000)
    }
}
