import Documents

/// How far a finished run's utilities are from the best sequence of sets on the gradients that the run recorded.
///
/// The bound is over all sequences of sets within the budget, also those that know the future, scored by this run's
/// recorded gradients: not over every policy, since other sets would have trained another model with other gradients.
/// The run's own probe counts against its budget and not against theirs, so the gap is never flattered. Of a run that
/// overspent, the bound is over all sequences that spend no more than it did.
public struct RunCertificate: SealedDocument, Sendable, Equatable {
    public var mayBeUnsealed: Bool { false }

    /// Σ U_t of the run, over the rounds that recorded gradients.
    public let utility: Double
    /// Of the sequences that spend at most `boundGrams`.
    public let upperBound: Double
    /// (bound − utility)/bound in percent; 0 if the bound is 0.
    public let gapPercent: Double
    /// Σ U_t and grams of the offline oracle, the sequence found along with the bound.
    public let oracleUtility: Double
    public let oracleGrams: Double
    public let budgetGrams: Double
    /// The budget, or what the run spent if that is more.
    public let boundGrams: Double
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
        case boundGrams = "bound_g"
        case pricePerGram = "price_per_g"
        case isExact = "exact"
    }

    package init(
        utility: Double, boundWithinBudget: Double, spentGrams: Double, oracleUtility: Double, oracleGrams: Double,
        budgetGrams: Double, pricePerGram: Double, isExact: Bool
    ) {
        // g(λ) bounds Σ U − λ(Σ C − H) of every sequence: one that spends more may have λ more for each gram.
        boundGrams = max(budgetGrams, spentGrams)
        let upperBound = boundWithinBudget + pricePerGram * (boundGrams - budgetGrams)
        (self.utility, self.upperBound) = (utility, upperBound)
        gapPercent = upperBound > 0 ? (upperBound - utility) / upperBound * 100 : 0
        (self.oracleUtility, self.oracleGrams, self.budgetGrams) = (oracleUtility, oracleGrams, budgetGrams)
        (self.pricePerGram, self.isExact) = (pricePerGram, isExact)
    }
}
