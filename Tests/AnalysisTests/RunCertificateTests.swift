import Analysis
import Documents
import Foundation
import Reproducibility
import RunStore
import TestSupport
import Testing

@Suite struct RunCertificateTests {
    /// Two orthogonal sites with equal shares, two rounds, two grams; by default the run takes site 0 in the first round.
    private func run(
        utility: DocumentValue, slots: [RecordedSlot], in folder: TemporaryFolder, trained: [[Int]] = [[0], []]
    ) throws -> RunRecord {
        let directory = RunDirectory(results: folder.path, experiment: "demo", method: "cafe", seed: 1)
        var rows = [row(0), row(1)]
        (rows[0].utility, rows[1].utility) = (0.5, 0)
        var manifest = RunManifest.synthetic("cafe", index: 0, seed: 1, status: .completed)
        manifest.configuration = ["method": ["policy": ["kind": "cafe", "utility": utility]]]
        try manifest.write(to: directory.manifest)
        try CSVRowWriter<RoundRow>(creating: directory.rounds).append(contentsOf: rows)
        try RunSummary(rows: rows, budgetGrams: 2, finalQueue: 0, wallSeconds: 1).write(to: directory.summary)
        try CSVRowWriter<SlotRow>(creating: directory.slots).append(
            contentsOf: slots.flatMap { $0.rows(sites: ["s0", "s1"]) })
        try CSVRowWriter<SiteRow>(creating: directory.sites).append(
            contentsOf: (0..<2).flatMap { round in
                (0..<2).map { site in
                    SiteRow(
                        round: round, site: "s\(site)", selected: trained[round].contains(site),
                        intensityGramsPerKWh: 1,
                        energyKWh: 0, computeGrams: 0, probeGrams: 0, networkGrams: 0, samples: 0, weight: 0)
                }
            })
        return try RunRecord(directory)
    }

    private let slots = (0..<2).map {
        RecordedSlot(round: $0, footprintGrams: [1, 1], shares: [0.5, 0.5], gram: [1, 0, 0, 1])
    }

    @Test func theBoundIsWhatTheBudgetAllows() throws {
        let folder = try TemporaryFolder()
        let run = try run(utility: ["kind": "facilityLocation"], slots: slots, in: folder)
        let certificate = try RunCertificate(run, pool: WorkerPool(workers: 1))
        #expect(certificate.utility == 0.5 && certificate.isExact)
        // Two grams buy two site-rounds; each brings half of the utility of its round.
        #expect(abs(certificate.upperBound - 1) < 1e-9 && abs(certificate.pricePerGram - 0.5) < 1e-9)
        #expect(certificate.oracleGrams == 2 && abs(certificate.oracleUtility - 1) < 1e-9)
        #expect(abs(certificate.gapPercent - 50) < 1e-6 && certificate.boundGrams == 2)
    }

    /// Four grams of a budget of two: the bound grows by the price of two more.
    @Test func aRunThatOverspentIsHeldToWhatItSpent() throws {
        let folder = try TemporaryFolder()
        let run = try run(
            utility: ["kind": "facilityLocation"], slots: slots, in: folder, trained: [[0, 1], [0, 1]])
        let certificate = try RunCertificate(run, pool: WorkerPool(workers: 1))
        #expect(certificate.utility == 2 && certificate.budgetGrams == 2 && certificate.boundGrams == 4)
        #expect(abs(certificate.upperBound - 2) < 1e-9 && abs(certificate.gapPercent) < 1e-6)
    }

    @Test func aComparisonFindsTheGap() throws {
        let folder = try TemporaryFolder()
        let run = try run(utility: ["kind": "facilityLocation"], slots: slots, in: folder)
        #expect(RunCertificate.coversWhole(run))
        let certificate = try RunCertificate(run, pool: WorkerPool(workers: 1))
        let gap = RunMetric.certificateGapPercent
        #expect(try ExperimentComparison(ExperimentRecord(folder.path + "/demo")).methods[0].statistics[gap] == nil)
        try certificate.write(to: run.directory.certificate)
        let comparison = try ExperimentComparison(ExperimentRecord(folder.path + "/demo"))
        #expect(comparison.methods[0].statistics[gap]?.mean == certificate.gapPercent)
        _ = try folder.write("{", "demo/cafe/seed-1/certificate.json")
        #expect(throws: DocumentError.self) { try RunRecord(run.directory) }
    }

    @Test func aRunWithGradientsOfSomeRoundsIsNotWhole() throws {
        let folder = try TemporaryFolder()
        let run = try run(utility: ["kind": "facilityLocation"], slots: [slots[0]], in: folder)
        #expect(!RunCertificate.coversWhole(run))
    }

    @Test func whatCannotBeBoundedIsSaid() throws {
        let folder = try TemporaryFolder()
        let none = try run(utility: DocumentValue(.null), slots: slots, in: folder)
        let error = #expect(throws: DocumentError.self) { try RunCertificate(none, pool: WorkerPool(workers: 1)) }
        #expect(error?.description.contains("has no utility") == true)
        let empty = try run(utility: ["kind": "kCenter"], slots: [], in: folder)
        #expect(throws: DocumentError.self) { try RunCertificate(empty, pool: WorkerPool(workers: 1)) }
    }
}
