import ArgumentParser
import CarbonAccounting
import Experiments
import Foundation
import Presentation

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what an experiment would emit, or recorded runs elsewhere or later.",
        discussion: """
            By site and in total: full participation, and each method that needs no gradients or losses, which \
            makes the same choices here as in the run. Then the budgets that are 10, 25, 50 and 75 % of full \
            participation, and the cheapest and most expensive week of the trace to start in.

            Of codecarbon's emissions.csv it says what each run emitted on the given traces, and what it would have at \
            the best start within some days, in the best of the traces' zones, and both.

            Examples:
              cafe plan Experiments/quickstart/experiment.yaml
              cafe plan my-emissions.csv --trace Datasets/carbon/europe-2020-hourly.csv --days 2 --time-zone Europe/Paris
              cafe plan Experiments/quickstart/experiment.yaml --figures Results/figures --json
            """)

    @OptionGroup var source: ExperimentOptions
    @OptionGroup(title: "Recorded runs (emissions.csv)") var work: RecordedWorkOptions
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var drawing: DrawingOptions

    private var isRecordedWork: Bool { source.file.lowercased().hasSuffix(".csv") }

    func validate() throws {
        if isRecordedWork {
            if work.traces.isEmpty { throw ValidationError("Name the trace of the runs: --trace FILE") }
            if !source.assignments.isEmpty || !source.axes.isEmpty || source.smoke || source.variant != nil {
                throw ValidationError(
                    "--set, --sweep, --smoke and --variant belong to an experiment file, not to \(source.file).")
            }
        } else if work.isUsed {
            throw ValidationError(
                "--trace, --days, --zone and --time-zone belong to an emissions.csv; an experiment file names its own.")
        }
    }

    func run() throws {
        if isRecordedWork { try planRecordedWork() } else { try planExperiment() }
    }

    private func planRecordedWork() throws {
        let plan = try work.plan(source.file)
        let stem = URL(filePath: source.file).deletingPathExtension().lastPathComponent
        for kind in figures.all((any WorkFigure).self) {
            try drawing.draw("\(stem)-\(kind.kind)") { kind.draw(plan, on: $0) }
        }
        if json {
            try printJSON(plan)
            return
        }
        let text = WorkPlanTable(plan)
        print(text.head)
        print(text.table.rendered(on: .standardOutput), terminator: "")
        for remark in text.remarks { print(remark) }
    }

    private func planExperiment() throws {
        let prepared = try PreparedExperiment(try source.experiment())
        for note in prepared.traceNotes { printError("note: \(note)") }
        let plan = try CarbonPlan(prepared)
        for kind in figures.all((any PlanFigure).self) {
            try drawing.draw("\(plan.experiment)-\(kind.kind)") { kind.draw(plan, on: $0) }
        }
        if json {
            try printJSON(plan)
            return
        }
        let text = CarbonPlanTables(plan)
        print(text.head)
        print(text.spending.rendered(on: .standardOutput))
        print(text.budgets.rendered(on: .standardOutput))
        for remark in text.remarks { print(remark) }
    }
}

/// What a plan for recorded runs needs beside their file.
struct RecordedWorkOptions: ParsableArguments {
    @Option(
        name: .customLong("trace"), parsing: .singleValue,
        help: "Trace of the zones that the runs may be in; may be given several times.",
        completion: .file(extensions: ["csv", "json"]))
    var traces: [String] = []
    @Option(help: "How many days later a run may start, 1 by default.") var days: Double?
    @Option(help: "Zone of all runs; by default that of each run's country.") var zone: String?
    @Option(help: ArgumentHelp("Time zone of the runs' stamps, such as Europe/Paris or UTC.", valueName: "zone"))
    var timeZone: String?

    var isUsed: Bool { !traces.isEmpty || days != nil || zone != nil || timeZone != nil }

    func validate() throws {
        if let days, !(0...366 ~= days) { throw ValidationError("--days \(days): expected 0 to 366") }
    }

    /// - Throws: `TraceError`.
    func plan(_ file: String) throws -> WorkPlan {
        var options = ReadingOptions()
        options.timeZone = try timeZone.map(knownTimeZone)
        let (runs, parts) = try RecordedRun.read(file, options)
        if parts > 0 { printError("note: \(file): \(parts) rows are earlier parts of runs whose last row counts.") }
        let reading = try TraceReading(traces, ReadingOptions(gaps: .drop))
        for note in reading.notes { printError("note: \(note)") }
        return try WorkPlan(runs, trace: reading.trace, zone: zone, days: days ?? 1)
    }
}
