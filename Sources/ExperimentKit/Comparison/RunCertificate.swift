import DriftPlusPenalty
import LinearAlgebra

/// How far a finished run's utilities are from the best that any policy could have reached on its slots and budget.
///
/// The bound is over all sequences of sets, also those that know the future, on the gradients that the run recorded; the
/// run's own probe counts against its budget and not against theirs, so the gap is never flattered.
public struct RunCertificate: JSONDocument, Sendable, Equatable {
    /// Σ U_t of the run, over the rounds that recorded gradients.
    public let utility: Double
    public let upperBound: Double
    /// (bound − utility)/bound in percent; 0 if the bound is 0.
    public let gapPercent: Double
    /// Σ U_t and grams of the offline oracle, the sequence found along with the bound.
    public let oracleUtility: Double
    public let oracleGrams: Double
    public let budgetGrams: Double
    /// λ*, in utility per gram.
    public let pricePerGram: Double
    /// Whether every slot was solved with proof.
    public let isExact: Bool

    enum CodingKeys: String, CodingKey {
        case utility
        case upperBound = "upper_bound"
        case gapPercent = "gap_percent"
        case oracleUtility = "oracle_utility"
        case oracleGrams = "oracle_g"
        case budgetGrams = "budget_g"
        case pricePerGram = "price_per_g"
        case isExact = "exact"
    }

    /// - Throws: `RecordError` when the run is not completed, recorded no gradients (`recordGradients: true`) or has no
    ///   utility in its policy; `CoresetError` for what `slots.csv` holds.
    public init(_ record: RunRecord, pool: WorkerPool) throws {
        let run = try RecordedRun(record)
        guard let kind = run.utilityKind else {
            throw RecordError(
                path: record.directory.manifest, field: "configuration.method.policy.utility",
                problem: "the policy of \(record.manifest.method) has no utility, so there is nothing to bound")
        }
        let recorded = try run.recordedSlots(kind)
        // From the sets rather than from rounds.csv: there, a utility that remembers counts less than a whole set's.
        let selections = run.selections
        utility = recorded.reduce(0) { $0 + $1.slot.utility.value(of: selections[$1.round]) }
        let certificate = try Certificate(
            slots: recorded.map(\.slot), budgetGrams: run.budgetGrams, pool: pool)
        upperBound = certificate.upperBound
        gapPercent = upperBound > 0 ? (upperBound - utility) / upperBound * 100 : 0
        oracleUtility = certificate.utility
        oracleGrams = certificate.spentGrams
        budgetGrams = run.budgetGrams
        pricePerGram = certificate.pricePerGram
        isExact = certificate.isExact
    }

    /// Whether a certificate would speak of the whole run: its policy has a utility and recorded gradients in every round.
    ///
    /// A rule that chooses once, such as a fixed set, has the gradients of one round alone.
    public static func coversWhole(_ run: RunRecord) -> Bool {
        run.summary != nil && RecordedRun.utilityKind(of: run) != nil
            && (try? SlotRow.read(run.directory.slots))?.count == run.rounds.count
    }
}
