import Documents

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

extension CarbonBudget {
    /// Either `grams` or `fractionOfFull`.
    public init(_ reader: DocumentReader) throws {
        let (grams, fraction) = ("grams", "fractionOfFull")
        guard reader.has(grams) != reader.has(fraction) else {
            throw reader.error(grams, "expected either grams or fractionOfFull")
        }
        guard reader.has(fraction) else {
            self = .grams(try reader.number(grams, .atLeast(0), help: "H, of the whole run [g CO2eq]"))
            return
        }
        let value = try reader.number(
            fraction, .atLeast(0), help: "H as a part of what full participation in every round emits, from 0 to 1")
        guard value <= 1 else {
            let hint = value <= 100 ? "; \(value) % is \(value / 100)" : ""
            throw reader.error(fraction, "\(value) is not allowed; expected a number from 0 to 1\(hint)")
        }
        self = .fractionOfFull(value)
    }
}
