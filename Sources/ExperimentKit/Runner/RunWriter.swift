import FederatedEngine
import Foundation

/// Writes one run directory while the run goes on: each round is on disk when `append` returns.
final class RunWriter {
    private let directory: RunDirectory
    private var manifest: RunManifest
    private let scenario: Scenario
    private let rounds: CSVRowWriter<RoundRow>
    private let sites: CSVRowWriter<SiteRow>
    private let slots: CSVRowWriter<SlotRow>?
    private var rows: [RoundRow] = []

    init(creating directory: RunDirectory, manifest: RunManifest, scenario: Scenario, recordsGradients: Bool) throws {
        (self.directory, self.manifest, self.scenario) = (directory, manifest, scenario)
        try directory.create()
        // A summary of an earlier run must not stand beside the rows of this one.
        try? FileManager.default.removeItem(atPath: directory.summary)
        try manifest.write(to: directory.manifest)
        rounds = try CSVRowWriter(creating: directory.rounds)
        sites = try CSVRowWriter(creating: directory.sites)
        slots = recordsGradients ? try CSVRowWriter(creating: directory.slots) : nil
    }

    func append(_ report: RoundReport) throws -> RoundRow {
        let row = RoundRow(report, budgetGrams: scenario.budgetGrams)
        try sites.append(contentsOf: report.sites.map { SiteRow($0, round: report.round, scenario: scenario) })
        if let slots, let gram = report.gram {
            try slots.append(
                SlotRow(
                    round: report.round, footprintGrams: scenario.loneFootprints(in: report.round),
                    shares: scenario.shares, gram: gram))
        }
        try rounds.append(row)
        rows.append(row)
        return row
    }

    func finish(_ simulation: FederatedSimulation, wallSeconds: Double) throws -> RunSummary {
        var summary = RunSummary(
            rows: rows, budgetGrams: scenario.budgetGrams, finalQueue: simulation.queue, wallSeconds: wallSeconds)
        summary.totalGrams = simulation.ledger.totalGrams
        try ModelFile.write(simulation.parameters, to: directory.model)
        try summary.write(to: directory.summary)
        manifest.status = .completed
        manifest.finished = Date()
        try manifest.write(to: directory.manifest)
        return summary
    }

    func fail(_ reason: String) throws {
        manifest.status = .failed
        manifest.error = reason
        manifest.finished = Date()
        try manifest.write(to: directory.manifest)
    }
}

extension RoundRow {
    init(_ report: RoundReport, budgetGrams: Double) {
        let footprints = report.sites.map(\.footprint)
        let compute = footprints.reduce(0) { $0 + $1.computeGrams + $1.idleGrams }
        let probe = footprints.reduce(0) { $0 + $1.probeGrams }
        let network = footprints.reduce(0) { $0 + $1.networkGrams }
        self.init(
            round: report.round, utc: report.start.description, selected: report.selectedCount, queue: report.queue,
            utility: report.utility, computeGrams: compute, probeGrams: probe, networkGrams: network,
            roundGrams: compute + probe + network, cumulativeGrams: report.cumulativeGrams, budgetGrams: budgetGrams,
            trainLoss: report.trainLoss, testLoss: report.evaluation?.meanLoss,
            testAccuracy: report.evaluation?.accuracy)
    }
}

extension SiteRow {
    init(_ entry: RoundReport.SiteEntry, round: Int, scenario: Scenario) {
        self.init(
            round: round, site: scenario.sites[entry.site].name, selected: entry.selected,
            intensityGramsPerKWh: entry.intensity, energyKWh: entry.energyKWh,
            computeGrams: entry.footprint.computeGrams + entry.footprint.idleGrams,
            probeGrams: entry.footprint.probeGrams, networkGrams: entry.footprint.networkGrams,
            samples: entry.samples, weight: entry.weight)
    }
}
