import WeftCommands

/// The executable: the root command and nothing else.
@main
enum EntryPoint {
    static func main() {
        WeftCommand.runToExit()
    }
}
