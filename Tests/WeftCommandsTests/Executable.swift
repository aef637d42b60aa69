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

    /// Runs an executable to its end.
    /// - Parameters:
    ///   - arguments: What follows the name.
    ///   - name: The executable.
    ///   - input: What is written to standard input.
    ///   - closingOutput: Whether nobody reads standard output from the start.
    ///   - fileBlocks: The most blocks of 512 bytes that a file may grow to, as on a disk that is full.
    ///   - workFolder: The folder it runs in; that of the tests if nil.
    static func run(
        _ arguments: [String], of name: String = "weft", input: String = "", closingOutput: Bool = false,
        fileBlocks: Int? = nil, in workFolder: URL? = nil
    ) throws -> Run {
        let process = Process()
        process.executableURL = url(name)
        if let workFolder { process.currentDirectoryURL = workFolder }
        process.arguments = arguments
        if let fileBlocks {
            process.executableURL = URL(filePath: "/bin/sh")
            let script = "trap '' XFSZ; ulimit -f \(fileBlocks); exec \"$0\" \"$@\""
            process.arguments = ["-c", script, url(name).path] + arguments
        }
        // The width of help texts, and no other trace of where the tests run.
        process.environment = ["PATH": "/usr/bin:/bin", "COLUMNS": "100", "LC_ALL": "C"]
        // Where coverage is measured, what the executable runs counts too.
        // (but not where files must not grow).
        process.environment?["LLVM_PROFILE_FILE"] =
            fileBlocks == nil ? ProcessInfo.processInfo.environment["LLVM_PROFILE_FILE"] : "/dev/null"
        // Files, not pipes, so that no side can wait for the other whatever the amount.
        let folder = FileManager.default.temporaryDirectory.appending(path: "weft-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = ["input", "output", "error"].map { folder.appending(path: $0) }
        try Data(input.utf8).write(to: names[0])
        for name in names.dropFirst() { try Data().write(to: name) }
        process.standardInput = try FileHandle(forReadingFrom: names[0])
        process.standardError = try FileHandle(forWritingTo: names[2])
        let pipe = Pipe()
        if closingOutput {
            process.standardOutput = pipe.fileHandleForWriting
            try pipe.fileHandleForReading.close()
        } else {
            process.standardOutput = try FileHandle(forWritingTo: names[1])
        }
        try process.run()
        process.waitUntilExit()
        let texts = try names.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        // A death by signal has no exit code; shells show it as 128 + the signal, and so do we.
        let bySignal = process.terminationReason == .uncaughtSignal
        return Run(code: process.terminationStatus + (bySignal ? 128 : 0), output: texts[1], error: texts[2])
    }
}

/// Texts under `Snapshots/` that a person has read once. With `WEFT_RECORD=1` they are written anew, to be read again.
enum Snapshot {
    static func matching(_ text: String, _ name: String) throws -> String {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(name).txt")
        if ProcessInfo.processInfo.environment["WEFT_RECORD"] == "1" { try Data(text.utf8).write(to: url) }
        return try String(contentsOf: url, encoding: .utf8)
    }
}
