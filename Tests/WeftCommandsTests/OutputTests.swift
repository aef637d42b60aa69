import Foundation
import Testing
import WeftCommands

@Suite("Output")
struct OutputTests {
    @Test("what is written for a file leaves in large pieces, and all of it")
    func buffered() throws {
        let pipe = Pipe()
        let output = Output(descriptor: pipe.fileHandleForWriting.fileDescriptor, flushesEveryLine: false)
        try output.line("no line end")
        try output.line("its own line end\n")
        try output.write("語")
        try output.line(["n": 1])
        #expect(bytesWaiting(pipe) == 0)
        try output.flush()
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text == "no line end\nits own line end\n語{\"n\":1}\n")
    }

    @Test("what a person watches leaves at the end of each line")
    func lines() throws {
        let pipe = Pipe()
        let output = Output(descriptor: pipe.fileHandleForWriting.fileDescriptor, flushesEveryLine: true)
        try output.write("half")
        #expect(bytesWaiting(pipe) == 0)
        try output.line("")
        #expect(bytesWaiting(pipe) == 5)
    }

    #if os(Linux)
        @Test("a full disk is a fault, told once")
        func full() throws {
            let device = open("/dev/full", O_WRONLY)
            defer { close(device) }
            let output = Output(descriptor: device, flushesEveryLine: false)
            try output.line("text")
            let fault = CommandError.unwritable(file: "standard output", reason: "No space left on device")
            #expect(throws: fault) { try output.flush() }
            #expect(throws: Never.self) { try output.flush() }
        }
    #endif

    @Test("a reader that has gone is told apart from a fault")
    func closed() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let output = Output(descriptor: pipe.fileHandleForWriting.fileDescriptor, flushesEveryLine: true)
        #expect(throws: OutputClosed()) { try output.line("text") }
    }

    @Test("the first signal is noted")
    func interruption() {
        let interruption = Interruption()
        #expect(!interruption.isRequested)
        raise(SIGTERM)
        #expect(interruption.isRequested)
    }

    private func bytesWaiting(_ pipe: Pipe) -> Int32 {
        var count: Int32 = 0
        _ = ioctl(pipe.fileHandleForReading.fileDescriptor, UInt(FIONREAD), &count)
        return count
    }
}
