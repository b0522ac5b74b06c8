import Documents

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

    package init(
        utility: Double, upperBound: Double, oracleUtility: Double, oracleGrams: Double, budgetGrams: Double,
        pricePerGram: Double, isExact: Bool
    ) {
        (self.utility, self.upperBound) = (utility, upperBound)
        gapPercent = upperBound > 0 ? (upperBound - utility) / upperBound * 100 : 0
        (self.oracleUtility, self.oracleGrams, self.budgetGrams) = (oracleUtility, oracleGrams, budgetGrams)
        (self.pricePerGram, self.isExact) = (pricePerGram, isExact)
    }
}
