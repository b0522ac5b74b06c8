import Experiments
import Foundation
import Presentation
import RunStore
import Synchronization
import Testing

private final class Screen: Sendable {
    private let text = Mutex("")
    private let clock = Mutex(0.0)

    var written: String { text.withLock { $0 } }

    func progress(
        _ verbosity: TerminalProgress.Verbosity, interactive: Bool, color: Bool = false, width: Int = 100
    ) -> TerminalProgress {
        TerminalProgress(
            verbosity, terminal: Terminal(isInteractive: interactive, usesColor: color, width: width),
            write: { new in self.text.withLock { $0 += new } }, seconds: { self.clock.withLock { $0 } })
    }

    func steps(interactive: Bool) -> StepProgress {
        StepProgress(
            "runs read", terminal: Terminal(isInteractive: interactive, usesColor: false, width: 80),
            write: { new in self.text.withLock { $0 += new } }, seconds: { self.clock.withLock { $0 } })
    }

    func wait(_ seconds: Double) { clock.withLock { $0 += seconds } }
}

private func row(_ round: Int, accuracy: Double?) -> RoundRow {
    RoundRow(
        round: round, utc: "2020-06-01T00:00Z", selected: 3, queue: 0, utility: nil, computeGrams: 1, probeGrams: 0,
        networkGrams: 0, roundGrams: 1, cumulativeGrams: Double(round + 1), budgetGrams: 40, trainLoss: nil,
        testLoss: nil, testAccuracy: accuracy)
}

private func play(_ progress: TerminalProgress, _ screen: Screen) {
    let run = ProgressEvent.Run(method: "cafe", seed: 7)
    progress.report(.started(experiment: "demo", runs: 1, totalRounds: 20, doneRounds: 0))
    progress.report(.runStarted(run))
    for round in 0..<20 {
        screen.wait(0.5)
        progress.report(.roundFinished(run, row(round, accuracy: round % 5 == 4 ? 0.75 : nil), rounds: 20))
    }
    let summary = RunSummary(
        rows: (0..<20).map { row($0, accuracy: 0.75) }, budgetGrams: 40, finalQueue: 0, wallSeconds: 90)
    progress.report(.runFinished(run, summary))
    progress.report(.runFailed(run, reason: "the disk is full"))
    progress.report(.finished)
}

@Suite struct TerminalProgressTests {
    @Test func pipedOutputIsPlainLines() {
        let screen = Screen()
        play(screen.progress(.normal, interactive: false), screen)
        let lines = screen.written.split(separator: "\n")
        #expect(!screen.written.contains("\u{1B}") && !screen.written.contains("\r"))
        #expect(lines.first == "demo: 1 run, 20 rounds")
        #expect(lines.contains("50 % of the rounds  2.0 rounds/s  ETA 5 s"))
        #expect(lines.contains("done   cafe seed 7: accuracy 0.7500, 20.0 of 40.0 g, 3.0 sites a round, 1:30 min"))
        #expect(lines.last == "failed cafe seed 7: the disk is full")
        #expect(lines.count == 12)  // start, nine tenths, done, failed
    }

    @Test func aTerminalGetsABarThatIsClearedInTheEnd() {
        let screen = Screen()
        play(screen.progress(.normal, interactive: true), screen)
        #expect(screen.written.contains("░ 50 %  2.0 rounds/s  ETA 5 s  cafe seed 7  10.0 of 40.0 g  accuracy 0.750"))
        #expect(screen.written.hasSuffix("\r\u{1B}[2K"))
        #expect(!screen.written.contains("\u{1B}[32m"))
        for line in screen.written.split(whereSeparator: \.isNewline) { #expect(line.count <= 104) }
    }

    @Test func aNarrowWindowKeepsTheNumbers() {
        let screen = Screen()
        play(screen.progress(.normal, interactive: true, width: 78), screen)
        #expect(screen.written.contains("░ 50 %  2.0 rounds/s  ETA 5 s  cafe  10.0 of 40.0 g  accuracy 0.750"))
        let narrow = Screen()
        play(narrow.progress(.normal, interactive: true, width: 40), narrow)
        #expect(narrow.written.contains("░ 50 %  ETA 5 s  cafe seed 7") && !narrow.written.contains("…"))
        let tiny = Screen()
        play(tiny.progress(.normal, interactive: true, width: 20), tiny)
        let bars = tiny.written.split(whereSeparator: \.isNewline).filter { $0.contains("░") }
        #expect(!bars.isEmpty && bars.allSatisfy { $0.replacing("\u{1B}[2K", with: "").count <= 19 })
    }

    @Test func quietTellsFailuresAlone() {
        let screen = Screen()
        play(screen.progress(.quiet, interactive: true), screen)
        #expect(screen.written == "failed cafe seed 7: the disk is full\n")
        // That finished runs stay is no warning: a script that runs the same command again hears nothing.
        let progress = screen.progress(.quiet, interactive: true)
        progress.report(.kept(runs: 2, of: 3))
        #expect(screen.written == "failed cafe seed 7: the disk is full\n")
        progress.report(.note("the budget buys nothing"))
        #expect(screen.written.hasSuffix("the budget buys nothing\n"))
    }

    @Test func verboseTellsEachRound() {
        let screen = Screen()
        play(screen.progress(.verbose, interactive: false, color: false), screen)
        #expect(screen.written.split(separator: "\n").count { $0.hasPrefix("cafe seed 7 round ") } == 20)
    }

    @Test func nothingToDoIsNoDivisionByZero() {
        let screen = Screen()
        let progress = screen.progress(.normal, interactive: true)
        progress.report(.started(experiment: "demo", runs: 0, totalRounds: 0, doneRounds: 0))
        progress.report(.finished)
        #expect(screen.written == "demo: 0 runs, 0 rounds\n")
    }

    @Test func noColorIsHeard() {
        let screen = Screen()
        play(screen.progress(.normal, interactive: true, color: true), screen)
        #expect(screen.written.contains("\u{1B}[32m"))
        #expect(!Terminal.of(isTerminal: false, windowWidth: nil, environment: [:]).usesColor)
        #expect(Terminal.of(isTerminal: true, windowWidth: 120, environment: [:]).usesColor)
        #expect(!Terminal.of(isTerminal: true, windowWidth: nil, environment: ["NO_COLOR": "1"]).usesColor)
        #expect(Terminal.of(isTerminal: true, windowWidth: nil, environment: ["COLUMNS": "60"]).width == 60)
        #expect(!Terminal.of(isTerminal: true, windowWidth: nil, environment: ["TERM": "dumb"]).isInteractive)
    }
}

@Suite struct StepProgressTests {
    @Test func theLineIsDrawnOverAndCleared() {
        let screen = Screen()
        let progress = screen.steps(interactive: true)
        progress.report(1, of: 8)
        screen.wait(2)
        progress.report(2, of: 8)
        progress.report(3, of: 8)
        screen.wait(1)
        progress.report(8, of: 8)
        progress.end()
        #expect(screen.written == "\r\u{1B}[2K2 of 8 runs read, ETA 6 s\r\u{1B}[2K")
    }

    @Test func pipedThereIsALineEveryTenSeconds() {
        let screen = Screen()
        let progress = screen.steps(interactive: false)
        for done in 1...50 {
            screen.wait(0.5)
            progress.report(done, of: 50)
        }
        progress.end()
        #expect(screen.written == "20 of 50 runs read, ETA 15 s\n40 of 50 runs read, ETA 5 s\n")
    }
}
