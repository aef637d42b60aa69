extension SeekTable {
    /// Reads the table at the end of a file: the sizes of the frames must add up to the file's. A frame is compared with
    /// its entry when it is decoded, so that opening a large file costs no more than opening a small one.
    /// - Throws: `CompressionError.corrupt` or `.truncated` with the offset of the fault.
    package init(reading file: InputFile) throws(CompressionError) {
        self.init()
        let fileSize = file.size ?? 0
        let tableOffset = try Self.tableOffset(in: file, fileSize: fileSize)
        let table = try Self.bytes(of: file, at: tableOffset, count: fileSize - tableOffset)
        let frameCount = (table.count - Self.skippableHeaderSize - Self.footerSize) / Self.entrySize
        frames.reserveCapacity(frameCount)
        for index in 0..<frameCount {
            let place = Self.skippableHeaderSize + index * Self.entrySize
            let size = table.littleEndian32(at: place)
            let contentSize = table.littleEndian32(at: place + 4)
            guard contentSize <= Self.maximumFrameContent, size <= tableOffset - framesEnd else {
                throw .corrupt(
                    path: file.path, offset: tableOffset + place,
                    expected: "a frame of at most 1 MiB within \(tableOffset) bytes of frames",
                    found: "\(size) bytes that hold \(contentSize)")
            }
            guard size >= FrameHeader.size(contentSize: contentSize) + 3 + FrameHeader.checksumSize else {
                throw .corrupt(
                    path: file.path, offset: tableOffset + place, expected: "the size of a whole frame",
                    found: "\(size) bytes")
            }
            append(size: size, contentSize: contentSize, checksum: UInt32(table.littleEndian32(at: place + 8)))
        }
        guard framesEnd == tableOffset else {
            throw .corrupt(
                path: file.path, offset: tableOffset, expected: "frames of \(tableOffset) bytes in the seek table",
                found: "frames of \(framesEnd) bytes")
        }
    }

    /// Where the table's skippable frame begins, as footer and header agree.
    private static func tableOffset(in file: InputFile, fileSize: Int) throws(CompressionError) -> Int {
        let smallest = skippableHeaderSize + footerSize
        guard fileSize >= smallest else {
            throw .truncated(path: file.path, offset: fileSize, expected: "a seek table of at least \(smallest) bytes")
        }
        let footerOffset = fileSize - footerSize
        let footer = try bytes(of: file, at: footerOffset, count: footerSize)
        guard footer[4] == descriptor, footer.littleEndian32(at: 5) == Int(seekableMagic) else {
            throw .truncated(path: file.path, offset: fileSize, expected: "the end of a seek table with checksums")
        }
        let payload = footer.littleEndian32(at: 0) * entrySize + footerSize
        let offset = fileSize - payload - skippableHeaderSize
        guard offset >= 0 else {
            throw .corrupt(
                path: file.path, offset: footerOffset, expected: "a seek table of at most \(fileSize) bytes",
                found: "one of \(payload + skippableHeaderSize) bytes")
        }
        let header = try bytes(of: file, at: offset, count: skippableHeaderSize)
        guard header.littleEndian32(at: 0) == Int(skippableMagic), header.littleEndian32(at: 4) == payload else {
            throw .corrupt(
                path: file.path, offset: offset, expected: "a seek table of \(payload) bytes", found: "other bytes")
        }
        return offset
    }

    private static func bytes(
        of file: InputFile, at offset: Int, count: Int
    ) throws(CompressionError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var failure: FileError?
        let done = bytes.withUnsafeMutableBytes { buffer in
            do throws(FileError) { return try file.read(at: offset, into: buffer) } catch { failure = error }
            return 0
        }
        if let failure { throw .file(failure) }
        guard done == count else {
            throw .truncated(path: file.path, offset: offset + done, expected: "\(count - done) more bytes")
        }
        return bytes
    }
}

extension [UInt8] {
    /// The four bytes at an index as a number, least significant first.
    fileprivate func littleEndian32(at index: Int) -> Int {
        Int(self[index]) | Int(self[index + 1]) << 8 | Int(self[index + 2]) << 16 | Int(self[index + 3]) << 24
    }
}
