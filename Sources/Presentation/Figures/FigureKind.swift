import Learning
import RunStore

/// The figures that are drawn from run records, by what they show.
public enum FigureKind: String, Sendable, CaseIterable {
    case accuracyRounds = "accuracy-rounds"
    case accuracyCarbon = "accuracy-carbon"
    case cumulativeCarbon = "cumulative-carbon"
    case queue
    case selectionMap = "selection-map"
    case methods
    case tradeOff = "trade-off"
    case accuracyBudget = "accuracy-budget"
    case accuracyHeterogeneity = "accuracy-heterogeneity"

    /// One line for lists and help.
    public var abstract: String {
        switch self {
        case .accuracyRounds: "test accuracy per round"
        case .accuracyCarbon: "test accuracy against cumulative grams"
        case .cumulativeCarbon: "cumulative grams against the budget line"
        case .queue: "virtual queue per round"
        case .selectionMap: "who trains when, over the carbon intensity of the sites"
        case .methods: "accuracy of each method with its interval, and its grams by cause"
        case .tradeOff: "accuracy, grams and queue against the penalty weight V"
        case .accuracyBudget: "accuracy against the budget, over several experiments"
        case .accuracyHeterogeneity: "accuracy against the Dirichlet α of the partition, over several experiments"
        }
    }

    /// Whether the figure puts several experiments on one axis; the others show one experiment.
    public var spansExperiments: Bool { self == .accuracyBudget || self == .accuracyHeterogeneity }

    /// The figure of these experiments.
    ///
    /// - Parameters:
    ///   - records: at least one; exactly one unless `spansExperiments`.
    ///   - name: stem of the files.
    ///   - method: whose selection is shown by `selectionMap`; the first by default.
    /// - Throws: `FigureError.nothingToShow` when the runs lack what the figure shows, `RecordError` for `sites.csv`.
    public func figure(of records: [ExperimentRecord], name: String, method: String? = nil) throws -> Figure {
        precondition(!records.isEmpty && (spansExperiments || records.count == 1), "\(records.count) experiments")
        guard records.contains(where: { $0.methods.contains { !$0.completed.isEmpty } }) else {
            throw FigureError.nothingToShow(figure: rawValue, reason: "no run of \(records[0].path) is completed")
        }
        return switch self {
        case .accuracyRounds: try accuracyRoundsFigure(records[0], name: name)
        case .accuracyCarbon: try accuracyCarbonFigure(records[0], name: name)
        case .cumulativeCarbon: try cumulativeCarbonFigure(records[0], name: name)
        case .queue: try queueFigure(records[0], name: name)
        case .selectionMap: try selectionMapFigure(records[0], method: method, name: name)
        case .methods: try methodsFigure(records[0], name: name)
        case .tradeOff: try tradeOffFigure(records[0], name: name)
        case .accuracyBudget: try SweepAxis.budget.figure(records, name: name)
        case .accuracyHeterogeneity: try SweepAxis.heterogeneity.figure(records, name: name)
        }
    }
}

/// "5 seeds", or "3 to 5 seeds" where methods have different numbers.
func seedCount(_ records: [ExperimentRecord]) -> String {
    let counts = records.flatMap(\.methods).map(\.completed.count).filter { $0 > 0 }
    let (low, high) = (counts.min() ?? 0, counts.max() ?? 0)
    return low == high ? "\(high) seed\(high == 1 ? "" : "s")" : "\(low) to \(high) seeds"
}
