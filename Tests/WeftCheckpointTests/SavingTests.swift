import TestSupport
import Testing
import WeftCheckpoint
import WeftCompression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Saving replaces a file whole or leaves it as it was.
@Suite struct SavingTests {
    let folder = TemporaryFolder()
    let sample = ModelSample(rows: 200)

    func description(of save: () throws(CheckpointError) -> Void) -> String {
        do throws(CheckpointError) {
            try save()
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test func nothingButTheFileIsLeft() throws {
        let path = folder.file("model.weft")
        try sample.writer.write(to: path)
        try SafetensorsWriter(metadata: ["second": "yes"]).write(to: path)
        #expect(try SafetensorsReader(path: path).metadata == ["second": "yes"])
        #expect(folder.names == ["model.weft"])
    }

    @Test func anOpenReaderStillSeesTheOldFile() throws {
        let path = folder.file("model.weft")
        try sample.writer.write(to: path)
        let reader = try SafetensorsReader(path: path)
        try SafetensorsWriter().write(to: path)
        #expect(try reader.floats(named: "embedding.weight") == sample.embedding)
    }

    @Test func missingFoldersAndFoldersInTheWayAreNamed() {
        let missing = folder.file("no/model.weft")
        #expect(
            description { () throws(CheckpointError) in try sample.writer.write(to: missing) }
                == "\(missing): cannot write: no such file or folder")
        #expect(
            description { () throws(CheckpointError) in try sample.writer.write(to: folder.path) }
                == "\(folder.path): cannot write: is a folder, expected a file")
        folder.write([1], to: "file")
        let beneath = folder.file("file/model.weft")
        #expect(
            description { () throws(CheckpointError) in try sample.writer.write(to: beneath) }.hasPrefix(
                "\(beneath): cannot write: "))
        #expect(folder.names == ["file"])
    }

    @Test func aDeviceOrPipeIsNotReplaced() {
        let path = folder.file("pipe")
        mkfifo(path, 0o600)
        #expect(
            description { () throws(CheckpointError) in try sample.writer.write(to: path) }
                == "\(path): cannot write: is not a regular file")
        #expect(
            description { () throws(CheckpointError) in try sample.writer.write(to: "/dev/null") }
                == "/dev/null: cannot write: is not a regular file")
        #expect(folder.names == ["pipe"])
    }

    @Test func aLinkIsFollowedAndTheModeKept() throws {
        let path = folder.file("model.weft")
        folder.write([1, 2, 3], to: "model.weft")
        chmod(path, 0o640)
        symlink("model.weft", folder.file("link"))
        try sample.writer.write(to: folder.file("link"))
        #expect(folder.names == ["link", "model.weft"])
        #expect(try SafetensorsReader(path: path).contains("embedding.weight"))
        var information = stat()
        #expect(lstat(folder.file("link"), &information) == 0 && information.st_mode & S_IFMT == S_IFLNK)
        #expect(stat(path, &information) == 0 && information.st_mode & 0o777 == 0o640)
    }

    @Test func aLinkToNothingIsFollowed() throws {
        let folder = TemporaryFolder()
        folder.makeFolder("there")
        symlink("second", folder.file("first"))
        symlink("there/model.weft", folder.file("second"))
        try SafetensorsWriter().write(to: folder.file("first"))
        #expect(folder.names == ["first", "second", "there"])
        #expect(try SafetensorsReader(path: folder.file("there/model.weft")).tensors.isEmpty)
    }

    @Test(arguments: ["", "new/", "circle", "missing/model.weft"]) func namesThatNoFileCanHave(name: String) {
        let folder = TemporaryFolder()
        symlink("circle", folder.file("circle"))
        let path = name.isEmpty ? "" : folder.file(name)
        #expect(throws: CheckpointError.self) { try SafetensorsWriter().write(to: path) }
        #expect(folder.names == ["circle"])
    }

    @Test func aNameMayBeAsLongAsTheSystemAllowsAndNoLonger() throws {
        let folder = TemporaryFolder()
        let longest = String(repeating: "é", count: 127) + "n"
        try SafetensorsWriter().write(to: folder.file(longest))
        #expect(folder.names == [longest])
        #expect(
            throws: CheckpointError.file(
                FileError(path: folder.file(longest + "n"), action: "write", code: ENAMETOOLONG))
        ) {
            try SafetensorsWriter().write(to: folder.file(longest + "n"))
        }
        #expect(folder.names == [longest])
    }

    @Test func bytesThatAreNoTextAreANameToo() throws {
        let folder = TemporaryFolder()
        let name = String(pathBytes: [0x6D, 0xE9, 0xFF])
        try SafetensorsWriter().write(to: folder.file(name))
        #expect(try SafetensorsReader(path: folder.file(name)).tensors.isEmpty)
        #expect(access(folder.path.pathBytes.dropLast() + [0x2F, 0x6D, -23, -1, 0], R_OK) == 0)
    }

    @Test func aFileThatAnotherIsSavingIsLeftAlone() throws {
        let path = folder.file("model.weft")
        folder.write("theirs", to: ".model.weft.saving")
        let theirs = open(folder.file(".model.weft.saving"), O_RDWR)
        flock(theirs, LOCK_EX)
        try sample.writer.write(to: path)
        // Not by closing alone: a process that another test starts meanwhile holds the file open too.
        flock(theirs, LOCK_UN)
        close(theirs)
        #expect(folder.names == [".model.weft.saving", "model.weft"])
        #expect(folder.read(".model.weft.saving") == Array("theirs".utf8))
        // Without its owner it is a leftover, and taken over.
        try sample.writer.write(to: path)
        #expect(folder.names == ["model.weft"])
        try SafetensorsReader(path: path).verify()
    }

    @Test func savesAtTheSameTimeEachLeaveAWholeFile() async throws {
        let path = folder.file("model.weft")
        let writer = sample.writer
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? writer.write(to: path)) != nil } }
            for await isSaved in group { #expect(isSaved) }
        }
        #expect(folder.names == ["model.weft"])
        try SafetensorsReader(path: path).verify()
    }

    @Test func killedWhileSavingTheOldFileStays() async throws {
        let path = folder.file("model.weft")
        try sample.writer.write(to: path)
        let before = folder.read("model.weft")
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            var writer = SafetensorsWriter()
            writer.add("large", .uint8, shape: [64 << 20]) { range, _ in
                // Far enough for the first wave of frames to be on its way to the disk.
                if range.lowerBound > 32 << 20 { kill(getpid(), SIGKILL) }
            }
            try writer.write(to: path)
        }
        #expect(folder.read("model.weft") == before)
        #expect(folder.names == [".model.weft.saving", "model.weft"])
        try sample.writer.write(to: path)
        #expect(folder.names == ["model.weft"] && folder.read("model.weft") == before)
    }

    @Test func withoutPermissionNothingChanges() async throws {
        let path = folder.file("model.weft")
        try sample.writer.write(to: path)
        let before = folder.read("model.weft")
        chmod(folder.path, 0o555)
        await #expect(processExitsWith: .success) { [path = path as String] in
            // Root may write everywhere, so the child gives it up.
            if geteuid() == 0 { seteuid(65534) }
            do throws(CheckpointError) {
                try SafetensorsWriter().write(to: path)
                exit(3)
            } catch {
                exit(error.description == "\(path): cannot write: permission denied" ? 0 : 4)
            }
        }
        chmod(folder.path, 0o777)
        chmod(path, 0o400)
        await #expect(processExitsWith: .success) { [path = path as String] in
            if geteuid() == 0 { seteuid(65534) }
            let saving = (try? SafetensorsWriter().write(to: path)) != nil
            let reading = (try? SafetensorsReader(path: path)) != nil
            exit(saving || (reading && geteuid() == 65534) ? 5 : 0)
        }
        #expect(folder.read("model.weft") == before && folder.names == ["model.weft"])
    }

    #if os(Linux)
        @Test(.enabled(if: SmallDisk.isPossible, "mounting a small tmpfs is not allowed here"))
        func aFullDiskLeavesTheOldFile() throws {
            let disk = SmallDisk(kibibytes: 512)
            let path = disk.folder.file("model.weft")
            try sample.writer.write(to: path)
            let before = disk.folder.read("model.weft")
            let large = ModelSample(rows: 3000).writer
            #expect(
                description { () throws(CheckpointError) in try large.write(to: path) }
                    == "\(path): cannot write: no space left on the disk")
            #expect(disk.folder.read("model.weft") == before && disk.folder.names == ["model.weft"])
            var plain = SafetensorsWriter.Options()
            plain.isCompressed = false
            #expect(throws: CheckpointError.self) { try large.write(to: disk.folder.file("new"), options: plain) }
            #expect(disk.folder.names == ["model.weft"])
        }
    #endif
}
