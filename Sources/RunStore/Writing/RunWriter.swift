import CarbonAccounting
import Documents
import FederatedEngine
import Foundation
import Learning
import LinearAlgebra
import Reproducibility

/// Writes one run directory during the run: each round is in its files when `append` returns.
package final class RunWriter {
    private let directory: RunDirectory
    private var manifest: RunManifest
    private let scenario: Scenario
    private let rounds: CSVRowWriter<RoundRow>
    private let sites: CSVRowWriter<SiteRow>
    private let slots: CSVRowWriter<SlotRow>?
    private var rows: [RoundRow] = []
    package var roundsDone: Int { rows.count }
    /// Wall time that earlier processes spent on the run, up to the checkpoint that it continues from.
    package let secondsBefore: Double

    /// A new run; an existing one is replaced.
    package init(creating directory: RunDirectory, manifest: RunManifest, scenario: Scenario, recordsGradients: Bool)
        throws
    {
        (self.directory, self.manifest, self.scenario) = (directory, manifest, scenario)
        secondsBefore = 0
        try directory.create()
        // Files of an earlier run must not be mixed with the rows of this one, nor be continued.
        for path in [
            directory.checkpoint, directory.previousCheckpoint, directory.summary, directory.model, directory.slots,
            directory.certificate,
        ] {
            try Self.remove(path)
        }
        try manifest.write(to: directory.manifest)
        rounds = try CSVRowWriter(creating: directory.rounds)
        sites = try CSVRowWriter(creating: directory.sites)
        slots = recordsGradients ? try CSVRowWriter(creating: directory.slots) : nil
    }

    /// What a checkpoint must agree with to be continued.
    package struct Identity: Sendable {
        let configurationHash: String
        let seed: UInt64
        let recordsGradients: Bool

        package init(configurationHash: String, seed: UInt64, recordsGradients: Bool) {
            (self.configurationHash, self.seed) = (configurationHash, seed)
            self.recordsGradients = recordsGradients
        }
    }

    /// Continues from the run's checkpoint, or from the one before it where the files do not agree with the last one:
    /// `simulation` is set to it and later rows are cut off.
    ///
    /// - Returns: also what of program, libraries or machine is not the same as before, on which the last bits of later
    ///   rounds depend, nil if all is the same; and what is wrong with the last checkpoint or its files, nil for nothing.
    /// - Throws: `DocumentError` if a file of the run is missing, damaged or edited so that no checkpoint holds; a new run
    ///   can then be made in the same place. One with `systemError` is a file that cannot be read now and may be good.
    package static func continuing(
        _ directory: RunDirectory, as identity: Identity, environment: RunEnvironment, simulation: FederatedSimulation
    ) throws -> (writer: RunWriter, change: String?, damage: DocumentError?) {
        var damage: DocumentError?
        for path in [directory.checkpoint, directory.previousCheckpoint] {
            do {
                let (writer, change) = try continuing(
                    directory, from: path, as: identity, environment: environment, simulation: simulation)
                // A damaged checkpoint must not take the place of the good one at the next save.
                if damage != nil { try remove(directory.checkpoint) }
                return (writer, change, damage)
            } catch let error as DocumentError where error.systemError == nil || error.systemError == ENOENT {
                if damage == nil || damage?.systemError == ENOENT { damage = error }
            }
        }
        throw damage ?? DocumentError(file: directory.checkpoint, message: "no such file")
    }

    private static func continuing(
        _ directory: RunDirectory, from path: String, as identity: Identity, environment: RunEnvironment,
        simulation: FederatedSimulation
    ) throws -> (writer: RunWriter, change: String?) {
        let scenario = simulation.scenario
        let checkpoint = try RunCheckpoint.read(path)
        var manifest = try RunManifest.read(directory.manifest)
        guard checkpoint.configurationHash == identity.configurationHash, checkpoint.seed == identity.seed,
            checkpoint.state.parameters.values.count == simulation.parameters.count,
            checkpoint.state.round < scenario.rounds
        else { throw DocumentError(file: path, message: "is of another run") }
        guard checkpoint.slots != nil || !identity.recordsGradients else {
            throw DocumentError(file: directory.slots, message: "gradients of the rounds so far were not recorded")
        }
        // All files are judged before any is cut.
        let roundsDigest = try checkpoint.rounds.verifiedBeginning(of: directory.rounds)
        let sitesDigest = try checkpoint.sites.verifiedBeginning(of: directory.sites)
        let slotsBefore = try checkpoint.slots.map { ($0, try $0.verifiedBeginning(of: directory.slots)) }
        let rounds = try CSVRowWriter<RoundRow>(
            resuming: directory.rounds, after: checkpoint.rounds, digest: roundsDigest)
        let sites = try CSVRowWriter<SiteRow>(resuming: directory.sites, after: checkpoint.sites, digest: sitesDigest)
        let slots = try slotsBefore.map {
            try CSVRowWriter<SlotRow>(resuming: directory.slots, after: $0, digest: $1)
        }
        let rows = try RoundRow.read(directory.rounds)
        guard rows.map(\.round) == Array(0..<checkpoint.state.round) else {
            throw DocumentError(
                file: directory.rounds, message: "does not hold rounds 0 to \(checkpoint.state.round - 1)")
        }
        do {
            try simulation.restore(checkpoint.state)
        } catch let error as DecodingError {
            throw DocumentError(decoding: error, file: path)
        }
        let last = manifest.continued?.last?.environment ?? manifest.environment
        manifest.continued =
            (manifest.continued ?? []) + [
                RunManifest.Continuation(time: Date(), round: checkpoint.state.round, environment: environment)
            ]
        (manifest.status, manifest.error, manifest.finished) = (.running, nil, nil)
        try manifest.write(to: directory.manifest)
        let writer = RunWriter(
            directory, manifest, scenario, rounds: rounds, sites: sites, slots: slots, rows: rows,
            secondsBefore: checkpoint.wallSeconds)
        return (writer, last.differenceOfBits(to: environment))
    }

    private init(
        _ directory: RunDirectory, _ manifest: RunManifest, _ scenario: Scenario, rounds: CSVRowWriter<RoundRow>,
        sites: CSVRowWriter<SiteRow>, slots: CSVRowWriter<SlotRow>?, rows: [RoundRow], secondsBefore: Double
    ) {
        (self.directory, self.manifest, self.scenario, self.rows) = (directory, manifest, scenario, rows)
        (self.rounds, self.sites, self.slots, self.secondsBefore) = (rounds, sites, slots, secondsBefore)
    }

    private static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw DocumentError(file: path, failed: "be removed") }
    }

    /// Brings all rows to disk, then the state that follows them; the state before it is kept.
    package func save(_ simulation: FederatedSimulation, wallSeconds: Double) throws {
        try rounds.synchronize()
        try sites.synchronize()
        try slots?.synchronize()
        let checkpoint = RunCheckpoint(
            configurationHash: manifest.configurationHash, seed: manifest.seed, rounds: rounds.mark, sites: sites.mark,
            slots: slots?.mark, wallSeconds: wallSeconds, state: try simulation.snapshot())
        guard rename(directory.checkpoint, directory.previousCheckpoint) == 0 || errno == ENOENT else {
            throw DocumentError(file: directory.previousCheckpoint, failed: "be written")
        }
        try checkpoint.write(to: directory.checkpoint)
    }

    /// - Parameter scenario: as the round found it.
    package func append(_ report: RoundReport, of scenario: Scenario) throws -> RoundRow {
        let row = RoundRow(report, budgetGrams: scenario.budgetGrams)
        try sites.append(contentsOf: report.sites.map { SiteRow($0, round: report.round, scenario: scenario) })
        if let slots, let gram = report.gram {
            let slot = RecordedSlot(
                round: report.round, footprintGrams: scenario.loneFootprints(in: report.round),
                shares: scenario.shares, gram: gram, distanceError: report.distanceError)
            try slots.append(contentsOf: slot.rows(sites: scenario.sites.map(\.name)))
        }
        try rounds.append(row)
        rows.append(row)
        return row
    }

    package func finish(_ simulation: FederatedSimulation, wallSeconds: Double) throws -> RunSummary {
        var summary = RunSummary(
            rows: rows, budgetGrams: scenario.budgetGrams, finalQueue: simulation.queue, wallSeconds: wallSeconds)
        // The ledger sums without rounding.
        summary[.totalGrams] = simulation.ledger.totalGrams
        try rounds.synchronize()
        try sites.synchronize()
        try slots?.synchronize()
        try NPYFile.write(simulation.deliveredParameters, to: directory.model)
        try summary.write(to: directory.summary)
        manifest.files = [:]
        for (path, written) in [(directory.rounds, rounds.mark), (directory.sites, sites.mark)]
            + (slots.map { [(directory.slots, $0.mark)] } ?? [])
        {
            try written.verify(path)
            manifest.files?[RunDirectory.name(of: path)] = written
        }
        for path in [directory.model, directory.summary] {
            manifest.files?[RunDirectory.name(of: path)] = try FileMark(of: path)
        }
        manifest.status = .completed
        manifest.finished = Date()
        try manifest.write(to: directory.manifest)
        try Self.remove(directory.checkpoint)
        try Self.remove(directory.previousCheckpoint)
        return summary
    }

    package func fail(_ reason: String) throws {
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
