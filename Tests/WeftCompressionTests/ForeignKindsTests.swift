import TestSupport
import Testing
import WeftCompression

/// Files of kinds that are not read are named, and texts that only begin like them are read.
@Suite struct ForeignKindsTests {
    let folder = TemporaryFolder()

    private func open(_ bytes: [UInt8], name: String = "file", _ compression: Compression? = nil)
        throws(CompressionError)
        -> Compression
    {
        folder.write(bytes, to: name)
        let reader = try DecompressingReader(path: folder.file(name), compression: compression)
        return reader.compression
    }

    @Test(arguments: [
        ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00, 0x04]), ("bzip2", Array("BZh91AY&SY".utf8)),
        ("bzip2", Array("BZh1".utf8) + [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]), ("zip", Array("PK\u{3}\u{4}\u{14}".utf8)),
        ("zip", Array("PK\u{5}\u{6}\0".utf8)), ("Parquet", Array("PAR1\u{15}\u{4}".utf8)),
        ("7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]), ("lz4", [0x04, 0x22, 0x4D, 0x18]),
        ("Arrow", Array("ARROW1\0\0".utf8)),
    ])
    func theKindIsNamed(kind: String, bytes: [UInt8]) {
        for name in ["file", "corpus.tsv"] {
            let error = #expect(throws: CompressionError.self) { try open(bytes, name: name) }
            #expect(error?.description.contains("\(name): expected text, plain or as gzip or zstd, found ") == true)
            #expect(error?.description.contains(kind) == true)
        }
    }

    @Test(arguments: [
        "BZh is a word", "BZh9\tlabel", "PAR1\tthe first part", "PK\tletters", "PAR1", "7z", "ARROW1\tx", "P*M",
    ])
    func aTextThatBeginsAlikeIsRead(text: String) throws {
        #expect(try open(Array(text.utf8)) == .none)
    }

    @Test func whoNamesACompressionIsBelieved() throws {
        #expect(try open(Array("BZh91AY&SY".utf8), .some(.none)) == .none)
    }
}
