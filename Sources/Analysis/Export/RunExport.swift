import Documents
import Foundation
import RunStore

/// One table over the runs of many experiments, for programs that read CSV.
public struct RunExport: Sendable {
    public enum Format: String, Sendable, CaseIterable {
        /// Everything that `summary.json` holds, with what names a run in front; runs that are not finished have no
        /// numbers.
        case csv
        /// The columns of codecarbon's emissions.csv (codecarbon 3.3); finished runs only.
        case codecarbon
    }

    public let columns: [String]
    /// As many fields as columns in each row.
    public let rows: [[String]]
    /// Runs without a row.
    public let leftOut: Int

    /// Rows are in the order of the records, their methods and seeds; a run that occurs twice has one row.
    ///
    /// - Throws: `DocumentError` if a run's `sites.csv`, which holds its energy, cannot be read.
    public init(_ records: [ExperimentRecord], format: Format) throws {
        var seen = Set<String>()
        let runs = records.flatMap { $0.methods.flatMap(\.runs) }
            .filter { seen.insert(URL(filePath: $0.directory.path).standardized.path).inserted }
        switch format {
        case .csv:
            self.init(tidy: runs)
        case .codecarbon:
            let finished = runs.filter { $0.summary != nil }
            self.init(
                columns: Self.codecarbonColumns, rows: try finished.map { try Self.codecarbonRow($0) },
                leftOut: runs.count - finished.count)
        }
    }

    /// The header and the rows, each with its line end.
    public var text: String {
        ([columns] + rows).map { csvLine(of: $0) + "\n" }.joined()
    }

    /// Replaces the file as a whole.
    ///
    /// - Throws: `DocumentError` when it cannot be written; the previous file is then kept.
    public func write(to path: String) throws { try writeAtomically(Data(text.utf8), to: path) }

    // MARK: Tidy

    private init(tidy runs: [RunRecord]) {
        let names = runs.map { ExperimentName($0.manifest.experiment) }
        var settings: [String] = []
        for name in names.flatMap(\.settings).map(\.name) where !settings.contains(name) { settings.append(name) }
        let metrics = RunMetric.all.filter { $0 != .rounds }
        let columns =
            ["experiment", "variant"] + settings.map { "sweep_" + $0 } + ["method", "seed", "status", "rounds"]
            + metrics.map(\.key) + ["configuration_hash", "started", "finished", "directory"]
        let rows = zip(runs, names).map { run, name in
            let manifest = run.manifest
            let values = settings.map { setting in name.settings.first { $0.name == setting }?.value ?? "" }
            let names = [name.group, name.variant] + values
            return names + [manifest.method, "\(manifest.seed)", run.status.rawValue, "\(run.rounds.count)"]
                + metrics.map { $0.value(of: run).csvText }
                + [
                    manifest.configurationHash, manifest.started.formatted(.iso8601),
                    manifest.finished?.formatted(.iso8601) ?? "", run.directory.path,
                ]
        }
        self.init(columns: columns, rows: rows, leftOut: 0)
    }

    private init(columns: [String], rows: [[String]], leftOut: Int) {
        (self.columns, self.rows, self.leftOut) = (columns, rows, leftOut)
    }

    /// `group/alpha=0.1,rounds=20` taken apart.
    private struct ExperimentName {
        let group: String
        let variant: String
        let settings: [(name: String, value: String)]

        init(_ name: String) {
            let parts = name.split(separator: "/", maxSplits: 1)
            group = String(parts.first ?? "")
            variant = parts.count > 1 ? String(parts[1]) : ""
            settings = variant.split(separator: ",").compactMap { word in
                let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return sides.count == 2 ? (String(sides[0]), String(sides[1])) : nil
            }
        }
    }

    // MARK: codecarbon

    /// The header that codecarbon 3.3.2 writes, in its order.
    static let codecarbonColumns = [
        "timestamp", "project_name", "run_id", "experiment_id", "duration", "emissions", "emissions_rate", "cpu_power",
        "gpu_power", "ram_power", "cpu_energy", "gpu_energy", "ram_energy", "energy_consumed", "water_consumed",
        "country_name", "country_iso_code", "region", "cloud_provider", "cloud_region", "os", "python_version",
        "codecarbon_version", "cpu_count", "cpu_model", "gpu_count", "gpu_model", "longitude", "latitude",
        "ram_total_size", "tracking_mode", "cpu_utilization_percent", "gpu_utilization_percent",
        "ram_utilization_percent", "ram_used_gb", "on_cloud", "pue", "wue",
    ]

    /// What is not known of the simulated data centers, many of a different kind, stays empty.
    private static func codecarbonRow(_ run: RunRecord) throws -> [String] {
        let manifest = run.manifest
        let seconds =
            Double(run.rounds.count) * (run.configuration.slotSeconds.map { Double($0) } ?? .nan)
        let kilograms = (run.rounds.last?.cumulativeGrams ?? 0) / 1000
        let energyKWh = try run.siteRows().reduce(0) { $0 + $1.energyKWh }
        let time = (manifest.finished ?? manifest.started).formatted(
            Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().time(includingFractionalSeconds: false))
        let known = [
            "timestamp": time, "project_name": manifest.experiment,
            "run_id": "\(manifest.experiment)/\(manifest.method)/seed-\(manifest.seed)",
            "experiment_id": manifest.configurationHash, "duration": Optional(seconds).csvText,
            "emissions": "\(kilograms)", "emissions_rate": Optional(kilograms / seconds).csvText,
            "energy_consumed": "\(energyKWh)", "tracking_mode": "simulation",
        ]
        return codecarbonColumns.map { known[$0] ?? "" }
    }
}
