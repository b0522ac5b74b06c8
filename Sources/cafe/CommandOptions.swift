import Analysis
import ArgumentParser
import Documents
import Experiments
import Foundation
import Presentation
import Reproducibility
import RunStore

/// An experiment file and what the command line changes in it.
struct ExperimentOptions: ParsableArguments {
    @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml"])) var file: String
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Change a setting; may be given several times.", valueName: "path.to.key=value"))
    var assignments: [String] = []
    @Option(
        name: .customLong("sweep"), parsing: .singleValue,
        help: ArgumentHelp(
            "Run a variant for each value; may be given several times, for all combinations.",
            valueName: "path.to.key=value,value"))
    var axes: [String] = []
    @Flag(help: "Apply the file's own smoke settings: a run of seconds.") var smoke = false

    @Option(help: "One variant of a file with a sweep, by its name.") var variant: String?

    /// The experiment of a file without a sweep, or the one that `--variant` names.
    func experiment() throws -> Experiment { try sweep().experiment(variant: variant) }

    /// Of all experiments of the file, or of the one that `--variant` names.
    func runner(options: ExperimentRunner.Options) throws -> ExperimentRunner {
        try variant == nil
            ? ExperimentRunner(sweep(), options: options) : ExperimentRunner(experiment(), options: options)
    }

    /// - Parameter faults: collects the mistakes that can be read past; nil throws the first.
    func sweep(collecting faults: DocumentFaults? = nil) throws -> ExperimentSweep {
        try ExperimentSweep(
            contentsOf: file, assignments: assignments, axes: axes, smoke: smoke, collecting: faults)
    }
}

/// How much is said on standard error.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Say nothing but warnings and errors.") var quiet = false
    @Flag(help: "A line per round.") var verbose = false

    static var silent: any ProgressReporter { TerminalProgress(.quiet, adviceOnKept: "--fresh runs them again") }

    var progress: any ProgressReporter {
        TerminalProgress(
            quiet ? .quiet : verbose ? .verbose : .normal, adviceOnKept: "--fresh runs them again")
    }
}

/// `a,b,c` on the command line.
struct CommaSeparated<Value: LosslessStringConvertible & Sendable>: ExpressibleByArgument, Sendable {
    let values: [Value]

    init(_ values: [Value]) { self.values = values }

    var defaultValueDescription: String { values.map(\.description).joined(separator: ",") }

    init?(argument: String) {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false)
        let values = words.compactMap { Value($0.trimmingCharacters(in: .whitespaces)) }
        guard !values.isEmpty, values.count == words.count else { return nil }
        self.values = values
    }
}

/// `1-5,8` on the command line.
struct SeedList: ExpressibleByArgument, Sendable {
    let values: [UInt64]

    init?(argument: String) {
        var values: [UInt64] = []
        for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = word.split(separator: "-", omittingEmptySubsequences: false).map {
                UInt64($0.trimmingCharacters(in: .whitespaces))
            }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last,
                last - first < 100_000
            else { return nil }
            values += first...last
        }
        guard Set(values).count == values.count else { return nil }
        self.values = values
    }
}

/// What is wrong with a file that was named, or with what was asked of it: exit 1, without a reminder of the usage.
struct InputError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A file or folder to write to. An empty word, which a shell makes of a variable that is not set, would lead to the root
/// folder.
func outputPath(_ argument: String) throws -> String {
    guard !argument.isEmpty else { throw ValidationError("an empty path; expected a file or folder to write to") }
    return argument
}

/// The experiments of a folder, with progress: it may hold thousands of runs.
func experimentRecords(in path: String) throws -> [ExperimentRecord] {
    let progress = StepProgress("runs read")
    defer { progress.end() }
    return try ExperimentRecord.all(in: path) { progress.report($0, of: $1) }
}

/// Certifies runs one after the other, with progress, and hands each on as it is done.
func certify(_ runs: [RunRecord], threads: Int, _ done: (RunRecord, RunCertificate) throws -> Void = { _, _ in }) throws
{
    let pool = WorkerPool(workers: threads)
    let progress = StepProgress("runs certified")
    defer { progress.end() }
    for (index, run) in runs.enumerated() {
        progress.report(index, of: runs.count)
        let certificate = try RunCertificate(run, pool: pool)
        try certificate.write(to: run.directory.certificate)
        progress.end()
        try done(run, certificate)
    }
}

/// A message for people; standard output is for results.
func printError(_ message: String) { StandardStreams.say(message + "\n") }

/// A result for programs, on standard output.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
