/// How much a run may emit.
public enum CarbonBudget: Sendable, Equatable {
    /// An amount in gCO2eq.
    case grams(Double)
    /// A fraction of what it would cost if every site took part in every round.
    case fractionOfFull(Double)

    /// The budget in gCO2eq.
    ///
    /// - Parameter fullParticipationGrams: the emissions of all sites in all rounds.
    /// - Precondition: the amount or fraction is finite and at least 0.
    public func grams(fullParticipationGrams: Double) -> Double {
        switch self {
        case .grams(let grams):
            precondition(grams >= 0 && grams.isFinite, "a budget of \(grams) g")
            return grams
        case .fractionOfFull(let fraction):
            precondition(fraction >= 0 && fraction.isFinite, "a budget of \(fraction) of full participation")
            return fraction * fullParticipationGrams
        }
    }
}
