import ArgumentParser
import CarbonAccounting
import Documents
import Foundation

struct CarbonImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Write trace files as one native CSV file with its sidecar.",
        discussion: """
            The sidecar NAME.yaml beside NAME.csv says source, kind, scope, licence and step; NAME.marks.csv lists \
            estimated, imputed, clipped and filled values. Generation by fuel becomes an intensity by emission factors.

            Examples:
              cafe carbon import DE_2023_hourly.csv FR_2023_hourly.csv --gaps linear --out de-fr-2023.csv
              cafe carbon import entsoe-es.csv --negative zero --out es.csv
              cafe carbon import mine.csv --time-column when --value-column g --units gCO2eq/kWh --out mine-native.csv
            """)

    @OptionGroup var source: TraceOptions
    @OptionGroup var target: NativeFileOptions

    func run() throws {
        let reading = try source.read(gaps: target.gaps)
        guard let out = target.out else { throw ValidationError("Name the file to write: --out native.csv") }
        for file in source.files where URL(filePath: file).standardized == URL(filePath: out).standardized {
            throw ValidationError("--out \(out) is one of the files to read; give another name.")
        }
        try target.write(reading)
    }
}

/// Where a native file goes, and how gaps and steps are treated on the way.
struct NativeFileOptions: ParsableArguments {
    @Option(
        help: "The native CSV file to write; its sidecar is given beside it.", completion: .file(extensions: ["csv"]),
        transform: outputPath)
    var out: String?
    @Option(help: "What to do about gaps and faults: refuse, hold, linear or drop.") var gaps: GapPolicy = .refuse
    @Option(help: ArgumentHelp("Resample to this step by time-weighted means.", valueName: "seconds"))
    var stepSeconds: Int?

    func validate() throws {
        if let stepSeconds, stepSeconds < 1 {
            throw ValidationError("--step-seconds \(stepSeconds): expected 1 or more")
        }
    }

    /// Writes the files; to standard output, the CSV alone, where no file is named.
    func write(_ reading: TraceReading) throws {
        var trace = reading.trace
        if let stepSeconds { trace = try trace.resampled(stepSeconds: stepSeconds) }
        let settled = reading.problems.count
        if settled > 0 { printError("\(settled) faults were dealt with by '\(gaps.rawValue)'") }
        guard let out else {
            print(trace.nativeText, terminator: "")
            return
        }
        let sidecar = TraceSidecar.path(for: out)
        let marks = trace.marksText
        let marksPath = CarbonTrace.marksPath(for: out)
        let about = reading.sidecar(
            of: trace, marksFile: marks == nil ? nil : URL(filePath: marksPath).lastPathComponent)
        try writeAtomically(Data(trace.nativeText.utf8), to: out)
        if let marks { try writeAtomically(Data(marks.utf8), to: marksPath) }
        try writeAtomically(Data(about.text.utf8), to: sidecar)
        printError(
            "\(out), \(sidecar)\(marks == nil ? "" : ", \(marksPath)"): \(trace.zones.count) zones, \(trace.stepCount) steps of \(trace.stepSeconds) s,"
                + " \(trace.start) to \(trace.end)")
    }
}
