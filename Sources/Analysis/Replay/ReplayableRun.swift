import CarbonAccounting
import Documents
import FederatedEngine
import Reproducibility
import RunStore
import SiteSelection

/// The slots of a finished run: footprints, grids, presence and the inner products of the gradients that its policy saw.
///
/// What certificates bound and replays choose from. A round in which the policy asked for no gradients has no slot; there
/// no site can be selected.
public struct ReplayableRun: Sendable {
    public let record: RunRecord
    /// H of the run [g].
    public let budgetGrams: Double
    /// T of the run.
    public let rounds: Int
    /// By round; nil where no gradients were recorded.
    public let slots: [RecordedSlot?]
    /// By round and site.
    let siteRows: [[SiteRow]]
    /// Sites that could take part, by round, ascending; none in a round without a slot.
    public let available: [[Int]]
    /// Start of each round.
    private let start: UTCInstant
    private let slotSeconds: Int

    /// - Throws: `DocumentError` when the run is not completed, recorded no gradients (`recordGradients: true`), or its files
    ///   do not agree with each other.
    public init(_ record: RunRecord) throws {
        let directory = record.directory
        guard let summary = record.summary else {
            throw DocumentError(
                file: directory.path, message: "the run is \(record.status.rawValue), not completed")
        }
        let recorded = try record.slots()
        guard let first = recorded.first else {
            throw DocumentError(file: directory.slots, message: "holds no slot: the policy asked for no gradients")
        }
        (self.record, budgetGrams, rounds) = (record, summary.budgetGrams, record.rounds.count)
        let count = first.shares.count
        var slots = [RecordedSlot?](repeating: nil, count: rounds)
        for slot in recorded {
            guard slots.indices.contains(slot.round) else {
                throw DocumentError(
                    file: directory.slots, message: "round \(slot.round), in a run of \(rounds) rounds")
            }
            slots[slot.round] = slot
        }
        let sites = Dictionary(grouping: try record.siteRows(), by: \.round)
        siteRows = try (0..<rounds).map { round in
            let rows = sites[round] ?? []
            guard rows.count == count else {
                throw DocumentError(
                    file: directory.sites,
                    message: "round \(round) has \(rows.count) sites, slots.csv has \(count)")
            }
            return rows
        }
        do {
            start = try UTCInstant(iso8601: record.rounds[0].utc)
        } catch {
            throw DocumentError(file: directory.rounds, line: 2, keyPath: "utc", message: "\(error)")
        }
        slotSeconds = record.configuration.slotSeconds ?? 3600
        let windows = try Self.availability(record, count: count)
        available = slots.enumerated().map { [start, slotSeconds] round, slot in
            guard let slot else { return [] }
            let instant = start.adding(seconds: round * slotSeconds)
            return windows.indices.filter {
                slot.shares[$0] > 0 && windows[$0].covers(from: instant, seconds: slotSeconds)
            }
        }
        self.slots = slots
    }

    public var siteCount: Int { siteRows[0].count }

    /// `count` slots drawn from the recorded ones with replacement, so that they are independent and identically
    /// distributed, under a budget of as many allowances.
    ///
    /// - Parameter count: at least 1.
    public func resampled(_ count: Int) -> ReplayableRun {
        precondition(count >= 1, "\(count) slots")
        let recorded = slots.indices.filter { slots[$0] != nil }
        var rng = RandomStream(seed: record.manifest.seed, "replay", count)
        return ReplayableRun(
            self, rounds: (0..<count).map { _ in recorded[Int.random(in: recorded.indices, using: &rng)] })
    }

    private init(_ run: ReplayableRun, rounds drawn: [Int]) {
        record = run.record
        budgetGrams = run.budgetGrams / Double(run.rounds) * Double(drawn.count)
        rounds = drawn.count
        slots = drawn.map { run.slots[$0] }
        siteRows = drawn.map { run.siteRows[$0] }
        available = drawn.map { run.available[$0] }
        (start, slotSeconds) = (run.start, run.slotSeconds)
    }

    /// How many rounds recorded gradients.
    public var slotCount: Int { slots.count { $0 != nil } }

    /// Σ c_n(t) over all recorded slots and the sites that were there [g].
    public var fullParticipationGrams: Double {
        zip(slots, available).reduce(0) { sum, slot in
            sum + slot.1.reduce(0) { $0 + (slot.0?.footprintGrams[$1] ?? 0) }
        }
    }

    /// The utility that the run's policy maximized; nil for a policy without one.
    public var utilityKind: UtilityKind? { record.configuration.policy?.utility }

    /// The sites that the run trained, by round.
    var selections: [[Int]] { siteRows.map { rows in rows.indices.filter { rows[$0].selected } } }

    /// The recorded rounds as slots of a bound, each with its round.
    ///
    /// - Throws: `CoresetError` for what `slots.csv` holds.
    func certificateSlots(_ kind: UtilityKind) throws -> [(round: Int, slot: CertificateSlot)] {
        try slots.enumerated().compactMap { round, slot in
            try slot.map {
                let utility = try SiteUtility(kind, gram: $0.gram, shares: $0.shares)
                let slot = try CertificateSlot(
                    utility: utility, footprintsGrams: $0.footprintGrams, candidates: available[round])
                return (round, slot)
            }
        }
    }

    /// What a policy sees in a replay, under a budget of its own.
    func scenario(budgetGrams: Double) -> Scenario {
        let absent = [Double](repeating: 0, count: siteCount)
        return Scenario(
            replaying: RecordedFootprints(grams: slots.map { $0?.footprintGrams ?? absent }, available: available),
            names: siteRows[0].map(\.site), intensities: siteRows.map { $0.map(\.intensityGramsPerKWh) },
            shares: slots.lazy.compactMap { $0 }.first?.shares ?? [], start: start, slotSeconds: slotSeconds,
            budgetGrams: budgetGrams)
    }

    /// Grams that the selection itself cost each site of the run, by round: what a replayed policy pays for the same
    /// gradients.
    var probeGrams: [[Double]] { siteRows.map { $0.map(\.probeGrams) } }

    /// The windows of each site from the run's configuration; always for all where it does not name its sites.
    private static func availability(_ record: RunRecord, count: Int) throws -> [SiteAvailability] {
        guard let windows = record.configuration.availability else {
            return [SiteAvailability](repeating: .always, count: count)
        }
        guard windows.count == count else {
            throw DocumentError(
                file: record.directory.manifest, keyPath: "configuration.sites",
                message: "\(windows.count) sites, slots.csv has \(count)")
        }
        return windows
    }
}
