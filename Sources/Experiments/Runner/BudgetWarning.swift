import FederatedEngine
import Foundation

/// What to tell a user whose budget buys nothing.
public struct BudgetWarning: CustomStringConvertible {
    let budgetGrams: Double
    let cheapestGrams: Double

    /// Nil if the budget covers at least one site-round.
    init?(_ scenario: Scenario) {
        let cheapest = (0..<scenario.rounds).flatMap { scenario.loneFootprints(in: $0) }.min() ?? 0
        guard scenario.budgetGrams < cheapest else { return nil }
        (budgetGrams, cheapestGrams) = (scenario.budgetGrams, cheapest)
    }

    public var description: String {
        String(
            format: "the budget of %.4g g is below the cheapest site-round (%.4g g): nothing will be trained under a "
                + "hard budget; raise budget.grams or budget.fractionOfFull", budgetGrams, cheapestGrams)
    }
}

/// What to tell a user whose budget does not cover a method's first look at the gradients.
public struct ProbeWarning: CustomStringConvertible {
    let method: String
    let budgetGrams: Double
    let probeGrams: Double

    /// Nil if the budget is soft or covers the probe.
    init?(_ method: Method, _ simulation: FederatedSimulation) {
        let grams = simulation.firstProbeGrams
        guard method.hardBudget, grams > simulation.scenario.budgetGrams else { return nil }
        (self.method, budgetGrams, probeGrams) = (method.name, simulation.scenario.budgetGrams, grams)
    }

    public var description: String {
        String(
            format:
                "%@: the budget of %.4g g does not cover the first probe of all gradients (%.4g g), and without one "
                + "it trains nothing; raise the budget or use gradients: updates, which needs no probe", method,
            budgetGrams, probeGrams)
    }
}
