import Foundation
import Testing

/// Runs the built `weft`, or another executable of the package, which lies beside the test bundle.
enum Executable {
    struct Run: Equatable {
        var code: Int32
        var output: String
        var error: String
    }

    /// The executable; `--test-bundle-path` names the bundle where a helper of the toolchain runs the tests.
    static func url(_ name: String) -> URL {
        let arguments = CommandLine.arguments
        let flag = arguments.firstIndex(of: "--test-bundle-path")
        var bundle = URL(filePath: flag.map { arguments[$0 + 1] } ?? arguments[0]).resolvingSymlinksInPath()
        while bundle.pathExtension != "xctest", bundle.path != "/" { bundle.deleteLastPathComponent() }
        return bundle.deletingLastPathComponent().appending(path: name)
    }

    /// Who reads standard output.
    enum Reader {
        /// Somebody reads all of it.
        case all
        /// Somebody reads the first line and goes.
        case firstLine
        /// Nobody, from the start.
        case nobody
    }

    /// Runs an executable to its end.
    /// - Parameters:
    ///   - arguments: What follows the name.
    ///   - name: The executable.
    ///   - input: What is written to standard input.
    ///   - reader: Who reads standard output.
    ///   - launcher: A command that runs the command that follows it, such as ``asNobody``.
    ///   - workFolder: The folder it runs in; that of the tests if nil.
    static func run(
        _ arguments: [String], of name: String = "weft", input: String = "", reader: Reader = .all,
        by launcher: [String] = [], in workFolder: URL? = nil
    ) throws -> Run {
        let process = Process()
        let command = launcher + [url(name).path] + arguments
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        if let workFolder { process.currentDirectoryURL = workFolder }
        // The width of help texts, and no other trace of where the tests run.
        process.environment = ["PATH": "/usr/bin:/bin", "COLUMNS": "100", "LC_ALL": "C"]
        // Where coverage is measured, what the executable runs counts too, unless it may not write.
        process.environment?["LLVM_PROFILE_FILE"] =
            launcher.isEmpty ? ProcessInfo.processInfo.environment["LLVM_PROFILE_FILE"] : "/dev/null"
        // Files, not pipes, so that no side can wait for the other whatever the amount.
        let folder = FileManager.default.temporaryDirectory.appending(path: "weft-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = ["input", "output", "error"].map { folder.appending(path: $0) }
        try Data(input.utf8).write(to: names[0])
        for name in names.dropFirst() { try Data().write(to: name) }
        process.standardInput = try FileHandle(forReadingFrom: names[0])
        process.standardError = try FileHandle(forWritingTo: names[2])
        var firstLine = ""
        if reader == .all {
            process.standardOutput = try FileHandle(forWritingTo: names[1])
            try process.run()
        } else {
            let pipe = Pipe()
            process.standardOutput = pipe.fileHandleForWriting
            if reader == .nobody { try pipe.fileHandleForReading.close() }
            try process.run()
            try pipe.fileHandleForWriting.close()
            if reader == .firstLine { firstLine = try readLine(of: pipe.fileHandleForReading) }
        }
        process.waitUntilExit()
        let texts = try names.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        // A death by signal has no exit code; shells show it as 128 + the signal, and so do we.
        let bySignal = process.terminationReason == .uncaughtSignal
        return Run(
            code: process.terminationStatus + (bySignal ? 128 : 0), output: firstLine + texts[1], error: texts[2])
    }

    /// The first line that comes through a pipe, which is closed then.
    private static func readLine(of pipe: FileHandle) throws -> String {
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n"), let byte = try pipe.read(upToCount: 1)?.first { line.append(byte) }
        try pipe.close()
        return String(decoding: line, as: UTF8.self)
    }

    /// Runs a command under which no file may grow beyond 1 KiB, as on a disk that is full.
    static let onFullDisk = ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\""]

    /// Runs a command as a person who is not root, whom file modes do not bind.
    static let asNobody =
        geteuid() == 0 ? ["/usr/bin/env", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []

    /// Whether ``asNobody`` works here: it needs setpriv, and an executable in folders that everybody may enter.
    static let canRunAsNobody = (try? run(["--version"], by: asNobody).code) == 0
}

/// Texts under `Snapshots/` that a person has read once. With `WEFT_RECORD=1` they are written anew, to be read again.
enum Snapshot {
    static func matching(_ text: String, _ name: String) throws -> String {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(name).txt")
        if ProcessInfo.processInfo.environment["WEFT_RECORD"] == "1" { try Data(text.utf8).write(to: url) }
        return try String(contentsOf: url, encoding: .utf8)
    }
}
