import Documents

/// One round of a run, a row of `rounds.csv`.
///
/// `compute + probe + network = round` and the running sum of `round` is `cumulative`, to rounding.
public struct RoundRow: CSVRow, Equatable {
    /// From 0.
    public var round = 0
    /// Start of the round's slot, ISO 8601 in UTC.
    public var utc = ""
    /// Number of sites that were asked to train.
    public var selected = 0
    /// Virtual queue when the sites were selected, in allowances; 0 for policies without a queue.
    public var queue = 0.0
    /// U(S) of the selected set; nil for policies that compute none.
    public var utility: Double?
    /// Training and idle energy of the selected sites.
    public var computeGrams = 0.0
    /// What the selection itself cost, at all sites.
    public var probeGrams = 0.0
    public var networkGrams = 0.0
    public var roundGrams = 0.0
    public var cumulativeGrams = 0.0
    /// Budget of the whole run; the same in each row.
    public var budgetGrams = 0.0
    /// Mean loss over the local training of the round; nil when no site trained.
    public var trainLoss: Double?
    /// Nil in rounds without evaluation.
    public var testLoss: Double?
    /// From 0 to 1; nil in rounds without evaluation.
    public var testAccuracy: Double?

    public init(
        round: Int, utc: String, selected: Int, queue: Double, utility: Double?, computeGrams: Double,
        probeGrams: Double, networkGrams: Double, roundGrams: Double, cumulativeGrams: Double, budgetGrams: Double,
        trainLoss: Double?, testLoss: Double?, testAccuracy: Double?
    ) {
        self.round = round
        self.utc = utc
        self.selected = selected
        self.queue = queue
        self.utility = utility
        self.computeGrams = computeGrams
        self.probeGrams = probeGrams
        self.networkGrams = networkGrams
        self.roundGrams = roundGrams
        self.cumulativeGrams = cumulativeGrams
        self.budgetGrams = budgetGrams
        self.trainLoss = trainLoss
        self.testLoss = testLoss
        self.testAccuracy = testAccuracy
    }

    public init() {}

    public static let columns: [CSVColumn<RoundRow>] = [
        .init("round", \.round, "from 0"),
        .init("utc", \.utc, "start of the round's slot, ISO 8601 in UTC"),
        .init("selected", \.selected, "sites that were asked to train"),
        .init("queue", \.queue, "virtual queue at the selection [allowances]"),
        .init("utility", \.utility, "U(S) of the sites that trained; empty for policies without one"),
        .init("compute_g", \.computeGrams, "training and idle [g]"),
        .init("probe_g", \.probeGrams, "the selection itself, at all sites [g]"),
        .init("network_g", \.networkGrams, "transfers of the model [g]"),
        .init("round_g", \.roundGrams, "the whole round [g]"),
        .init("cumulative_g", \.cumulativeGrams, "up to this round [g]"),
        .init("budget_g", \.budgetGrams, "of the whole run [g]"),
        .init("train_loss", \.trainLoss, "mean over local training; empty if no site trained"),
        .init("test_loss", \.testLoss, "empty in rounds without evaluation"),
        .init("test_accuracy", \.testAccuracy, "from 0 to 1, empty in rounds without evaluation"),
    ]
}
