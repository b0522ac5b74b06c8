import Coresets
import DriftPlusPenalty
import FederatedEngine
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
    public init(_ run: RunRecord, pool: WorkerPool) throws {
        guard let summary = run.summary else {
            throw RecordError(
                path: run.directory.path, problem: "the run is \(run.manifest.status.rawValue), not completed")
        }
        let rows = try SlotRow.read(run.directory.slots)
        guard !rows.isEmpty else {
            throw RecordError(
                path: run.directory.slots, problem: "holds no slot: the policy asked for no gradients")
        }
        let kind = try Self.utilityKind(run)
        let slots = try rows.map {
            try RecordedSlot(
                utility: SiteUtility(kind, gram: $0.gram, shares: $0.shares), footprintsGrams: $0.footprintGrams)
        }
        // From the sets rather than from rounds.csv: there, a utility that remembers counts less than a whole set's.
        let trained = Dictionary(grouping: try run.siteRows(), by: \.round)
        utility = try zip(slots, rows).reduce(0) { sum, pair in
            let sites = trained[pair.1.round] ?? []
            guard sites.isEmpty || sites.count == pair.1.shares.count else {
                throw RecordError(
                    path: run.directory.sites,
                    problem: "round \(pair.1.round) has \(sites.count) sites, slots.csv has \(pair.1.shares.count)")
            }
            return sum + pair.0.utility.value(of: sites.indices.filter { sites[$0].selected })
        }
        let certificate = try Certificate(slots: slots, budgetGrams: summary.budgetGrams, pool: pool)
        upperBound = certificate.upperBound
        gapPercent = upperBound > 0 ? (upperBound - utility) / upperBound * 100 : 0
        oracleUtility = certificate.utility
        oracleGrams = certificate.spentGrams
        budgetGrams = summary.budgetGrams
        pricePerGram = certificate.pricePerGram
        isExact = certificate.isExact
    }

    /// Whether a certificate would speak of the whole run: its policy has a utility and recorded gradients in every round.
    ///
    /// A rule that chooses once, such as a fixed set, has the gradients of one round alone.
    public static func coversWhole(_ run: RunRecord) -> Bool {
        run.summary != nil && (try? utilityKind(run)) != nil
            && (try? SlotRow.read(run.directory.slots))?.count == run.rounds.count
    }

    private static func utilityKind(_ run: RunRecord) throws -> UtilityKind {
        let policy = run.manifest.configuration[path: "method.policy.utility"]
        func number(_ key: String, _ fallback: Double) -> Double { policy?[path: key]?.doubleValue ?? fallback }
        switch policy?[path: "kind"]?.stringValue ?? policy?.stringValue {
        case "facilityLocation": return .facilityLocation
        case "kCenter": return .kCenter
        case "gradientMatching": return .gradientMatching(ridge: number("ridge", 0))
        case "expectedDescent": return .expectedDescent(curvature: number("curvature", 1))
        default:
            throw RecordError(
                path: run.directory.manifest, field: "configuration.method.policy.utility",
                problem: "the policy of \(run.manifest.method) has no utility, so there is nothing to bound")
        }
    }
}
