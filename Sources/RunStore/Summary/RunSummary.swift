import Documents

/// What a finished run came to, as `summary.json` holds it.
public struct RunSummary: JSONDocument, Sendable, Equatable {
    /// Test accuracy of the last evaluated round, 0 to 1; nil if no round was evaluated.
    public var finalAccuracy: Double?
    /// Mean test accuracy over the evaluated rounds among the last tenth of all rounds (rounded up); the final accuracy
    /// if none of those was evaluated.
    public var meanAccuracyLastTenth: Double?
    public var bestAccuracy: Double?
    public var totalGrams: Double
    public var computeGrams: Double
    public var probeGrams: Double
    public var networkGrams: Double
    public var budgetGrams: Double
    /// How far the total lies above the budget; 0 within it.
    public var overshootGrams: Double
    /// Virtual queue after the last round, in allowances.
    public var finalQueue: Double
    public var rounds: Int
    /// Rounds in which at least one site trained.
    public var roundsTrained: Int
    /// Mean number of sites that trained, over all rounds.
    public var meanSelected: Double
    /// Σ U_t(S_t) over the rounds in which the policy computed one; nil if it never did.
    public var totalUtility: Double?
    public var wallSeconds: Double

    /// Sums up the rows of a finished run.
    ///
    /// - Parameters:
    ///   - rows: all rounds, in order; with none, everything is 0 or absent.
    ///   - budgetGrams: of the whole run.
    ///   - finalQueue: after the last round; the rows hold the queue before each selection.
    public init(rows: [RoundRow], budgetGrams: Double, finalQueue: Double, wallSeconds: Double) {
        let evaluated = rows.filter { $0.testAccuracy != nil }
        let lastTenth = rows.suffix((rows.count + 9) / 10).compactMap(\.testAccuracy)
        finalAccuracy = evaluated.last?.testAccuracy
        meanAccuracyLastTenth = lastTenth.isEmpty ? finalAccuracy : lastTenth.reduce(0, +) / Double(lastTenth.count)
        bestAccuracy = evaluated.compactMap(\.testAccuracy).max()
        totalGrams = rows.last?.cumulativeGrams ?? 0
        computeGrams = rows.reduce(0) { $0 + $1.computeGrams }
        probeGrams = rows.reduce(0) { $0 + $1.probeGrams }
        networkGrams = rows.reduce(0) { $0 + $1.networkGrams }
        self.budgetGrams = budgetGrams
        overshootGrams = max(0, totalGrams - budgetGrams)
        self.finalQueue = finalQueue
        rounds = rows.count
        roundsTrained = rows.count { $0.selected > 0 }
        meanSelected = rows.isEmpty ? 0 : Double(rows.reduce(0) { $0 + $1.selected }) / Double(rows.count)
        let utilities = rows.compactMap(\.utility)
        totalUtility = utilities.isEmpty ? nil : utilities.reduce(0, +)
        self.wallSeconds = wallSeconds
    }

    enum CodingKeys: String, CodingKey {
        case finalAccuracy = "final_accuracy"
        case meanAccuracyLastTenth = "mean_accuracy_last_tenth"
        case bestAccuracy = "best_accuracy"
        case totalGrams = "total_g"
        case computeGrams = "compute_g"
        case probeGrams = "probe_g"
        case networkGrams = "network_g"
        case budgetGrams = "budget_g"
        case overshootGrams = "overshoot_g"
        case finalQueue = "queue_final"
        case rounds
        case roundsTrained = "rounds_trained"
        case meanSelected = "mean_selected"
        case totalUtility = "total_utility"
        case wallSeconds = "wall_seconds"
    }
}
