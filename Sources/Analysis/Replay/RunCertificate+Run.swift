import Documents
import Reproducibility
import RunStore
import SiteSelection

extension RunCertificate {
    /// - Throws: `DocumentError` when the run is not completed, recorded no gradients (`recordGradients: true`) or has no
    ///   utility in its policy; `CoresetError` for what `slots.csv` holds.
    public init(_ record: RunRecord, pool: WorkerPool) throws {
        let run = try ReplayableRun(record)
        guard let kind = run.utilityKind else {
            throw DocumentError(
                file: record.directory.manifest, keyPath: "configuration.method.policy.utility",
                message: "the policy of \(record.manifest.method) has no utility, so there is nothing to bound")
        }
        let recorded = try run.certificateSlots(kind)
        // From the sets rather than from rounds.csv: there, a utility that remembers counts less than a whole set's.
        let selections = run.selections
        let certificate = try Certificate(
            slots: recorded.map(\.slot), budgetGrams: run.budgetGrams, pool: pool)
        let selectedGrams = recorded.reduce(0) { $0 + $1.slot.grams(of: selections[$1.round]) }
        self.init(
            utility: recorded.reduce(0) { $0 + $1.slot.utility.value(of: selections[$1.round]) },
            boundWithinBudget: certificate.upperBound, spentGrams: selectedGrams, oracleUtility: certificate.utility,
            oracleGrams: certificate.spentGrams, budgetGrams: run.budgetGrams,
            pricePerGram: certificate.pricePerGram, isExact: certificate.isExact)
    }

    /// Whether a certificate would speak of the whole run: its policy has a utility and recorded gradients in every round.
    ///
    /// A rule that chooses once, such as a fixed set, has the gradients of one round alone.
    public static func coversWhole(_ run: RunRecord) -> Bool {
        run.summary != nil && run.configuration.policy?.utility != nil
            && (try? run.slots())?.count == run.rounds.count
    }
}
