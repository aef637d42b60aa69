import Testing
import Weft
import WeftTensors

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
        var generator = Generator(seed: 3)
        for _ in 0..<5_000 {
            let text = (0..<generator.below(60)).map { _ in UInt8(97 + generator.below(2)) }
            let stop = (0..<generator.below(7)).map { _ in UInt8(97 + generator.below(2)) }
            var search = StopText(String(decoding: stop, as: UTF8.self)), given: [UInt8] = [], place = 0
            while place < text.count {
                let end = min(text.count, place + 1 + generator.below(9))
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
