import Foundation
import Testing
import WeftCommands

@Suite("JSON")
struct JSONTests {
    @Test("keys stay in the order given, and nothing is put between the tokens")
    func order() {
        let value: JSON = ["z": 1, "a": [true, nil, "x"], "m": ["inner": 0.5]]
        #expect(value.text == #"{"z":1,"a":[true,null,"x"],"m":{"inner":0.5}}"#)
        #expect(JSON.object([.init("", .object([])), .init("a", .array([]))]).text == #"{"":{},"a":[]}"#)
    }

    @Test("numbers are the shortest that read back, and what is not a number is null")
    func numbers() {
        #expect(JSON.number(0.1).text == "0.1")
        #expect(JSON.float(0.1).text == "0.1")
        #expect(JSON.number(1e-7).text == "1e-07")
        #expect(JSON.integer(.min).text == "-9223372036854775808")
        for value in [Double.nan, .infinity, -.infinity] { #expect(JSON.number(value).text == "null") }
        for value in [Float.nan, .infinity, -.infinity] { #expect(JSON.float(value).text == "null") }
    }

    @Test("every scalar value survives a parser", arguments: 0...0x10)
    func everyScalar(plane: UInt32) throws {
        var text = ""
        for value in plane << 16..<(plane + 1) << 16 {
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        let data = Data(JSON.array([.string(text)]).text.utf8)
        let parsed = try #require(try JSONSerialization.jsonObject(with: data) as? [String])
        let isSame = parsed.first?.unicodeScalars.elementsEqual(text.unicodeScalars) == true
        #expect(isSame)
    }

    @Test("no control character and no line end of any kind is written raw")
    func controls() {
        let text = JSON.string("\"\\\u{8}\u{C}\n\r\t\u{0}\u{1B}\u{7F}\u{85}\u{9F}\u{2028}\u{2029}é語😀").text
        #expect(text == #""\"\\\b\f\n\r\t\u0000\u001B\u007F\u0085\u009F\u2028\u2029é語😀""#)
    }

    @Test("a number of any size is read back as the same number")
    func roundTrip() {
        var bits: UInt64 = 1
        for _ in 0..<2000 {
            bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: bits)
            if value.isFinite { #expect(Double(JSON.number(value).text) == value) }
        }
    }
}
