import TestSupport
import Testing

/// Names that are not UTF-8 are names as others are.
@Suite("Names that are not UTF-8") struct NameBytesTests {
    private let folder = TemporaryFolder()

    /// Runs a script in the folder, with `weft` and `small` (a training's options) defined, and the byte E9 as `$e`.
    private func run(_ script: String) throws -> Executable.Run {
        folder.write(Trial.data, to: "data.tsv")
        let start = """
            cd '\(folder.path)'; e=$(printf '\\351'); weft=$0
            weft() { "$weft" "$@"; }
            small='--epochs 1 --hidden 8 --embedding 8 --layers 1 --quiet'

            """
        return try Executable.run([], by: ["/bin/bash", "-c", start + script])
    }

    @Test("are read and written under their own bytes, and shown escaped") func files() throws {
        let run = try run(
            """
            mv data.tsv caf$e.tsv
            weft train classifier caf$e.tsv -o m$e.weft $small || exit
            weft vocabulary build caf$e.tsv -o w$e.tsv && weft quantize m$e.weft -o q$e.weft --quiet || exit
            head -1 caf$e.tsv | weft classify q$e.weft --quiet > /dev/null && weft inspect m$e.weft > /dev/null || exit
            ls | od -An -c | tr -d ' \\n'
            """)
        #expect(run.code == 0 && run.error.isEmpty, "\(run)")
        #expect(run.output.contains(#"saved as m\xE9.weft"#) && run.output.contains(#"w\xE9.tsv: "#))
        #expect(run.output.hasSuffix(#"caf351.tsv\nm351.weft\nq351.weft\nw351.tsv\n"#), "\(run.output)")
    }

    @Test("are named in faults on one line") func faults() throws {
        expectFault(try run("weft classify m$e.weft"), #"m\xE9.weft: cannot open: no such file or folder"#)
        let usage = try run("weft --n$e")
        #expect(usage.code == 64 && usage.error.contains(#"'--n\xE9'"#))
    }

    @Test("of a class's folder give classes that stay apart") func classes() throws {
        let run = try run(
            """
            for class in k$e k$(printf '\\352') 'k\\xE9' ok; do
                mkdir -p c/$class; for n in 1 2 3 4 5 6; do echo "$n word" > c/$class/$n$e; done
            done
            weft train classifier c -o m.weft $small --no-baseline > /dev/null && echo word | weft classify m.weft --json
            """)
        #expect(run.code == 0 && run.error.isEmpty, "\(run)")
        // JSON escapes each backslash.
        for label in [#""k\\xEA":"#, #""k\\xE9":"#, #""k\\\\xE9":"#, #""ok":"#] {
            #expect(run.output.contains(label), "\(run.output)")
        }
    }

    @Test("come back from the command that goes on") func resuming() throws {
        let run = try run(
            """
            "$weft" train classifier data.tsv -o "m$e "$'\\n'"'.weft" --epochs 1000000 --patience 0 --no-baseline \
                --hidden 8 --embedding 8 --layers 1 2> notes & pid=$!
            until grep -q epoch notes || ! kill -0 $pid; do sleep 0.05; done
            kill -TERM $pid; wait $pid
            command=$(sed -n 's/.*go on with: //p' notes); rm notes
            eval "$command --time-limit 0.01 --quiet" > /dev/null && ls -q | wc -l
            """)
        // The data, the state and the model.
        #expect(run.code == 0 && run.output.hasSuffix("3\n"), "\(run)")
    }

    #if os(Linux)
        @Test("arguments do not come from /proc", .enabled(if: SmallDisk.isPossible, "mounting is not allowed here"))
        func withoutProc() throws {
            let run = try Executable.run(
                ["tokenize", "--json"], input: "one two\n",
                by: ["/usr/bin/unshare", "-m", "/bin/sh", "-c", "mount -t tmpfs none /proc && exec \"$0\" \"$@\""])
            #expect(run.code == 0 && run.output.hasPrefix(#"{"tokens":[{"text":"one""#), "\(run)")
        }
    #endif
}
