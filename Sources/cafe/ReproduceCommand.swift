import Analysis
import ArgumentParser
import Documents
import Experiments
import Foundation
import Presentation
import RunStore

struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Run what is missing of an experiment, draw its figures and check its results.",
        discussion: """
            Draws what the experiment file lists under figures: into RESULTS/figures, writes the table of results beside \
            them (Markdown and CSV), and compares the results with expected.json where that file is beside the \
            experiment file. The exit code is 1 if any value lies outside its tolerance. Needs gnuplot.

            Examples:
              cafe reproduce Experiments/demo/experiment.yaml
              cafe reproduce Experiments/methods/experiment.yaml --quick
            """)

    @Argument(help: "Experiment file.") var file: String
    @Option(help: "Folder for results.", transform: outputPath) var out = "Results"
    @Flag(help: "Use the file's own quick: settings; results go to RESULTS/quick and are not checked.")
    var quick = false
    @Flag(help: "Write expected.json and the README's section \"## Result\" from the results instead of checking them.")
    var record = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !(quick && record) else { throw ValidationError("--quick and --record exclude each other.") }
    }

    func run() throws {
        let sweep = try sweep()
        let results = quick ? "\(out)/quick" : out
        try runMissing(sweep, results: results)
        let paths = sweep.experiments.map { "\(results)/\($0.name)" }
        if sweep.experiments[0].certifies { try certify(try paths.map { try ExperimentRecord($0) }) }
        let records = try paths.map { try ExperimentRecord($0) }
        let comparisons = try records.map { try ExperimentComparison($0) }
        try writeTable(comparisons, stem: "\(results)/figures/\(sweep.name)-table")
        for request in sweep.experiments[0].figures {
            let drawn = try FigureCommand.figure(request, of: records, group: sweep.name)
            for path in try FigureWriter(folder: "\(results)/figures").write(drawn) { print(path) }
        }
        if record {
            try recordResults(sweep, records, comparisons)
        } else if !quick {
            try check(records)
        }
    }

    private var folder: String { URL(filePath: file).deletingLastPathComponent().relativePath }

    private func sweep() throws -> ExperimentSweep {
        let sweep = try ExperimentSweep(contentsOf: file)
        guard quick else { return sweep }
        let settings = sweep.experiments[0].quick
        guard !settings.isEmpty else { throw InputError("\(file): --quick needs the settings of a map quick:") }
        return try ExperimentSweep(contentsOf: file, assignments: settings)
    }

    private func runMissing(_ sweep: ExperimentSweep, results: String) throws {
        let processors = ProcessInfo.processInfo.activeProcessorCount
        var options = ExperimentRunner.Options(results: results, threads: processors)
        options.jobs = processors
        options.shouldStop = { Interruption.signal != nil }
        let runner = try ExperimentRunner(sweep, options: options)
        Interruption.watch()
        guard case .finished = try runner.run(reporting: output.progress) else {
            printError("Stopped and saved; the same command continues from here.")
            throw ExitCode(128 + (Interruption.signal ?? SIGINT))
        }
    }

    private func certify(_ records: [ExperimentRecord]) throws {
        let missing = records.flatMap { $0.methods.flatMap(\.completed) }
            .filter { $0.certificate == nil && RunCertificate.coversWhole($0) }
        try cafe.certify(missing, threads: ProcessInfo.processInfo.activeProcessorCount)
    }

    /// On standard output for reading, and beside the figures.
    private func writeTable(_ comparisons: [ExperimentComparison], stem: String) throws {
        var markdown: [String] = []
        for comparison in comparisons {
            let title = comparisons.count > 1 ? "\(comparison.experiment)\n" : ""
            let table = ComparisonTable(comparison, showsInterval: true)
            print(title + table.rendered(on: .standardOutput))
            markdown.append(title + table.markdown)
        }
        try markdown.joined(separator: "\n").write(toFolderOf: "\(stem).md")
        let lines = [ExperimentComparison.csvHeader] + comparisons.flatMap(\.csvLines)
        try (lines.joined(separator: "\n") + "\n").write(toFolderOf: "\(stem).csv")
    }

    private func recordResults(
        _ sweep: ExperimentSweep, _ records: [ExperimentRecord], _ comparisons: [ExperimentComparison]
    ) throws {
        let expected = "\(folder)/expected.json"
        try Expectations(experiment: sweep.name, recording: comparisons).write(to: expected)
        print(expected)
        let readme = "\(folder)/README.md"
        let text = try String(contentsOfFile: readme, encoding: .utf8)
        try ResultSection(comparisons, of: records).replacing(in: text).write(toFolderOf: readme)
    }

    private func check(_ records: [ExperimentRecord]) throws {
        let path = "\(folder)/expected.json"
        guard FileManager.default.fileExists(atPath: path) else {
            printError("\(path): no such file, so the results are not checked")
            return
        }
        let outcomes = try Expectations.read(path).outcomes(in: records)
        let failures = outcomes.filter { !$0.passes }
        guard failures.isEmpty else {
            print(ExpectationTable(failures).table.rendered(on: .standardOutput), terminator: "")
            printError("\(failures.count) of \(outcomes.count) expectations fail")
            throw ExitCode.failure
        }
        printError("\(outcomes.count) expectations hold")
    }
}

extension String {
    /// Writes the text, creating its folder, and prints the path.
    fileprivate func write(toFolderOf path: String) throws {
        try writeAtomically(Data(utf8), to: path)
        print(path)
    }
}
