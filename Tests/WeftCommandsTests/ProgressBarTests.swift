import Testing
import WeftCommands

@Suite("Progress bar")
struct ProgressBarTests {
    private func bar(_ completed: Int, of total: Int? = 200) -> ProgressBar {
        var bar = ProgressBar(label: "epoch 2/10", total: total, unit: "examples")
        bar.completed = completed
        bar.rate = 1234.4
        bar.secondsLeft = 42
        bar.detail = "loss 0.512"
        return bar
    }

    @Test("with room, everything is shown")
    func wide() {
        #expect(
            bar(90).text(width: 100)
                == "epoch 2/10  ▕█████████████▌                ▏  45%  1,234 examples/s  loss 0.512  42 s left")
        #expect(bar(0).text(width: 100).contains("▕" + String(repeating: " ", count: 30) + "▏   0%"))
        #expect(bar(200).text(width: 100).contains("▕" + String(repeating: "█", count: 30) + "▏ 100%"))
    }

    @Test("where it is narrow, the rate goes first, then the loss, then the time left, then the bar")
    func narrow() {
        let shown = [75, 55, 40, 30, 20].map { width in
            let text = bar(90).text(width: width)
            return ["examples/s", "loss", "left", "█"].map { text.contains($0) }
        }
        #expect(
            shown == [
                [true, true, true, true], [false, true, true, true], [false, false, true, true],
                [false, false, false, true], [false, false, false, false],
            ])
        #expect(bar(90).text(width: 20) == "epoch 2/10  45%")
    }

    @Test("never wider than the terminal", arguments: [nil, 200] as [Int?])
    func width(total: Int?) {
        var bar = bar(90, of: total)
        for label in ["epoch 2/10", "读取语料库 训练.tsv", ""] {
            bar.label = label
            for width in 0...120 { #expect(bar.text(width: width).displayWidth <= width) }
        }
    }

    @Test("without a total there is a count and no bar")
    func open() {
        #expect(bar(12345, of: nil).text(width: 80) == "epoch 2/10  12,345 examples  1,234 examples/s  loss 0.512")
    }

    @Test("more done than announced, and nothing announced, are full bars")
    func overfull() {
        #expect(bar(300).text(width: 60).contains("100%"))
        #expect(bar(0, of: 0).text(width: 60).contains("100%"))
    }

    @Test("the rate follows a change, but not at once, and time that stands still changes nothing")
    func rate() throws {
        var rate = ProgressRate(seconds: 0)
        #expect(rate.value == nil)
        for second in 1...20 { rate.update(seconds: Double(second), completed: second * 100) }
        #expect(try abs(#require(rate.value) - 100) < 1e-9)
        rate.update(seconds: 21, completed: 2010)
        #expect(try #require(rate.value) > 80)
        for second in 22...80 { rate.update(seconds: Double(second), completed: 2010 + (second - 21) * 10) }
        #expect(try abs(#require(rate.value) - 10) < 1)
        let before = rate
        rate.update(seconds: 80, completed: 9999)
        #expect(rate == before)
    }
}
