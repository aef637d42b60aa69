import CArguments
import WeftCompression

/// What this process was started with.
enum ProcessArguments {
    /// The command and its arguments. Bytes that are not UTF-8 are carried as `String.init(pathBytes:)` says.
    static var all: [String] {
        (0..<weft_argument_count()).compactMap { weft_argument($0).map { String(pathBytes: $0) } }
    }
}
