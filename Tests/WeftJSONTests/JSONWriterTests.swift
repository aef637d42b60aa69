import Foundation
import Testing
import WeftJSON

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test("keys stay in the order given, and nothing is put between the tokens")
    func order() {
        let value: JSONValue = ["z": 1, "a": [true, nil, "x"], "m": ["inner": 0.5]]
        #expect(value.description == #"{"z":1,"a":[true,null,"x"],"m":{"inner":0.5}}"#)
        #expect(JSONValue.object([.init("", .object([])), .init("a", .array([]))]).description == #"{"":{},"a":[]}"#)
    }

    @Test("numbers are the shortest that read back, and what is not a number is null")
    func numbers() {
        #expect(JSONValue.number(0.1).description == "0.1")
        #expect(JSONValue.float(0.1).description == "0.1")
        #expect(JSONValue.number(1e-7).description == "1e-07")
        #expect(JSONValue.integer(.min).description == "-9223372036854775808")
        for value in [Double.nan, .infinity, -.infinity] { #expect(JSONValue.number(value).description == "null") }
        for value in [Float.nan, .infinity, -.infinity] { #expect(JSONValue.float(value).description == "null") }
    }

    @Test("every scalar value survives a parser", arguments: 0...0x10)
    func everyScalar(plane: UInt32) throws {
        var text = ""
        for value in plane << 16..<(plane + 1) << 16 {
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        let data = Data(JSONValue.array([.string(text)]).description.utf8)
        let parsed = try #require(try JSONSerialization.jsonObject(with: data) as? [String])
        let isSame = parsed.first?.unicodeScalars.elementsEqual(text.unicodeScalars) == true
        #expect(isSame)
    }

    @Test("no control character and no line end of any kind is written raw")
    func controls() {
        let text = JSONValue.string("\"\\\u{8}\u{C}\n\r\t\u{0}\u{1B}\u{7F}\u{85}\u{9F}\u{2028}\u{2029}é語😀").description
        #expect(text == #""\"\\\u0008\u000c\n\r\t\u0000\u001b\u007f\u0085\u009f\u2028\u2029é語😀""#)
    }

    @Test("a number of any size is read back as the same number")
    func roundTrip() {
        var bits: UInt64 = 1
        for _ in 0..<2000 {
            bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: bits)
            if value.isFinite { #expect(Double(JSONValue.number(value).description) == value) }
        }
    }
}
