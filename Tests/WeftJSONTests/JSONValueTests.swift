import Testing
import WeftJSON

@Suite struct JSONValueTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-1", "9223372036854775807", "9223372036854775808",
        "18446744073709551615", "1.5", "-0.001", "1e+100", #""""#, #""a\"b\\c\n\t""#,
        "[]", "[1,[2,[]],{}]", #"{"b":1,"a":{"x":null},"":[true]}"#, #""日本 é 😀""#,
    ])
    func whatIsWrittenIsWhatWasRead(text: String) throws {
        #expect(try JSONValue(parsing: text).description == text)
    }

    @Test func whiteSpaceAndEscapesAreUnderstood() throws {
        let value = try JSONValue(parsing: " { \"a\" :\t[ 1 ,\r\n2.0 ] , \"\\u0062\\/\" : \"\\ud83d\\ude00\\u00e9\" } ")
        #expect(value["a"] == .array([.integer(1), .number(2)]))
        #expect(value["b/"]?.string == "😀é")
        #expect(value["absent"] == nil && value["a"]?["x"] == nil)
        #expect(value["a"]?.array?.map(\.number) == [1, 2])
    }

    @Test func largeIntegersKeepTheirBits() throws {
        #expect(try JSONValue(parsing: "18446744073709551615").unsignedInteger == .max)
        #expect(try JSONValue(parsing: "18446744073709551616").unsignedInteger == nil)
        #expect(try JSONValue(parsing: "-1").unsignedInteger == nil)
        for number in [0, 7, UInt64(Int.max), UInt64(Int.max) + 1, .max] {
            #expect(try JSONValue(parsing: "\(number)") == .unsigned(number))
            #expect(JSONValue.unsigned(number).unsignedInteger == number)
        }
    }

    @Test func controlCharactersAreEscaped() {
        #expect(JSONValue.string("\u{1}\u{1F}\r").description == #""\u0001\u001f\r""#)
        #expect(JSONValue.number(.infinity).description == "null")
    }

    @Test(arguments: [
        ("", 0), ("[1,]", 3), ("[1 2]", 3), ("{\"a\"}", 4), ("{\"a\":1,}", 7), ("{a:1}", 1), ("01", 1), ("-", 1),
        ("1.", 2),
        (".5", 0), ("1e", 2), ("+1", 0), ("nul", 0), ("tru", 0), ("\"abc", 4), ("\"a\nb\"", 2), ("\"\\x\"", 2),
        ("\"\\u12g4\"", 5), ("\"\\", 2), ("[1]]", 3), ("// a\n1", 0), ("{\"a\":1,\"a\":2}", 11), ("NaN", 0),
    ])
    func faultsAreNamedByTheirOffset(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.offset == offset, "\(error?.description ?? "")")
    }

    @Test func nestingIsBounded() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.self) { try JSONValue(parsing: deep) }
        let scan = { (text: String) in
            Array(text.utf8).withUnsafeBytes { bytes -> JSONError? in
                var scanner = JSONScanner(bytes)
                do throws(JSONError) {
                    try scanner.skipValue()
                    return nil
                } catch {
                    return error
                }
            }
        }
        // What is skipped needs no stack.
        #expect(scan(deep) == JSONError(offset: 100_000, expected: "a value", found: "the end of the text"))
        let arrays = deep + String(repeating: "]", count: 100_000)
        let objects = String(repeating: "{\"a\":[", count: 50_000) + "1" + String(repeating: "]}", count: 50_000)
        #expect(scan(arrays) == nil && scan(objects) == nil)
        #expect(scan(arrays.dropLast() + "}")?.offset == 199_999)
    }

    /// Quotes, backslashes and control characters at every distance from the eight-byte steps of the scanner, beside
    /// bytes that differ from them in one bit.
    @Test(arguments: 0..<20) func stringsEndWhereTheyShould(length: Int) throws {
        let plain = String(repeating: "!#[]\u{7F}é", count: 4).unicodeScalars.prefix(length).map(String.init).joined()
        #expect(try JSONValue(parsing: "\"\(plain)\"") == .string(plain))
        #expect(
            try JSONValue(parsing: "[\"\(plain)\\n\(plain)\",\"\"]")
                == .array([.string("\(plain)\n\(plain)"), .string("")]))
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "\"\(plain)\u{1}\(plain)\"") }
        #expect(error?.offset == plain.utf8.count + 1)
    }

    @Test func loneSurrogatesAreReplacedAndCounted() throws {
        for (text, expected, count) in [
            (#""\ud83d""#, "\u{FFFD}", 1), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}", 2),
            (#""\ud83dx\u0041""#, "\u{FFFD}xA", 1),
            (#""\ud83d\u0041""#, "\u{FFFD}A", 1), (#""\ud83d\ude00""#, "😀", 0),
        ] {
            try Array(text.utf8).withUnsafeBytes { bytes in
                var scanner = JSONScanner(bytes)
                var output: [UInt8] = []
                let repairs = try scanner.text().unescape(into: &output)
                #expect(repairs == count)
                #expect(String(decoding: output, as: UTF8.self) == expected)
            }
        }
    }

    /// What skips a value finds the same faults as what builds it.
    @Test(arguments: [
        "[1,]", "[1 2]", "[,1]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "{,}", "[}", "{]", "{\"a\":[}", "[[1]",
        "{\"a\":{\"b\":1}",
        "", "]", "[1]]", "[]x",
    ])
    func skippingChecksTheGrammar(text: String) {
        let built = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        let skipped = #expect(throws: JSONError.self) {
            try Array(text.utf8).withUnsafeBytes { bytes in
                var scanner = JSONScanner(bytes)
                try scanner.skipValue()
                try scanner.finish()
            }
        }
        #expect(built == skipped)
    }

    @Test func aTextEqualsItsCanonicalForms() throws {
        let forms = ["t\u{E9}xt", "te\u{301}xt"]
        for form in forms + ["te\\u0301xt", "t\\u00e9xt"] {
            try Array("\"\(form)\"".utf8).withUnsafeBytes { bytes in
                var scanner = JSONScanner(bytes)
                let text = try scanner.text()
                for name in forms { #expect(text.equals(name)) }
                #expect(!text.equals("text") && !text.equals("t\u{E9}x"))
            }
        }
    }
}
