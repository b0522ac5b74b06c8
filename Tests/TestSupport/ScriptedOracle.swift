import CarbonAccounting
import FederatedEngine

/// An oracle that answers what a test wrote down, and remembers what it was asked for.
public final class ScriptedOracle: SlotOracle {
    /// N×N inner products; nil says that the budget does not cover the probe.
    public var gram: [Double]?
    /// By site; nil likewise.
    public var losses: [Double]?
    public private(set) var gradientRequests: [GradientSource] = []
    public private(set) var lossRequests: [[Int]] = []

    public init(gram: [Double]? = nil, losses: [Double]? = nil) { (self.gram, self.losses) = (gram, losses) }

    public func gradientGram(_ source: GradientSource, round: Int, remainingGrams: Double) -> [Double]? {
        gradientRequests.append(source)
        return gram
    }

    public func losses(of sites: [Int], round: Int, remainingGrams: Double) -> [Double]? {
        lossRequests.append(sites)
        return losses.map { losses in sites.map { losses[$0] } }
    }
}

extension Slot {
    /// A slot of a hand-made scenario.
    public convenience init(
        _ round: Int, of scenario: Scenario, spentGrams: Double = 0, history: ParticipationHistory? = nil,
        oracle: ScriptedOracle = ScriptedOracle(), seed: UInt64 = 1, hardBudget: Bool = false
    ) {
        self.init(
            round: round, scenario: scenario, spentGrams: spentGrams,
            history: history ?? ParticipationHistory(sites: scenario.sites.count), oracle: oracle, seed: seed,
            hardBudget: hardBudget
        ) { sites in
            let grams = scenario.footprints(of: sites, in: round).reduce(0) { $0 + $1.total }
            return hardBudget ? scenario.budgetGrams - spentGrams - grams : .infinity
        }
    }
}

/// Inner products of gradients given as rows of numbers, N×N row by row.
public func gramMatrix(of gradients: [[Double]]) -> [Double] {
    gradients.flatMap { a in gradients.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
}
