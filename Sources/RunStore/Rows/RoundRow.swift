import Documents

/// One round of a run, a row of `rounds.csv`.
///
/// `compute + probe + network = round` and the running sum of `round` is `cumulative`, to rounding.
public struct RoundRow: CSVRow, Equatable {
    /// From 0.
    public var round: Int
    /// Start of the round's slot, ISO 8601 in UTC.
    public var utc: String
    /// Number of sites that trained.
    public var selected: Int
    /// Virtual queue when the sites were selected, in allowances; 0 for policies without a queue.
    public var queue: Double
    /// U(S) of the selected set; nil for policies that compute none.
    public var utility: Double?
    /// Training and idle energy of the selected sites.
    public var computeGrams: Double
    /// What the selection itself cost, at all sites.
    public var probeGrams: Double
    public var networkGrams: Double
    public var roundGrams: Double
    public var cumulativeGrams: Double
    /// Budget of the whole run; the same in each row.
    public var budgetGrams: Double
    /// Mean loss over the local training of the round; nil when nobody trained.
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

    public static let columns = [
        "round", "utc", "selected", "queue", "utility", "compute_g", "probe_g", "network_g", "round_g", "cumulative_g",
        "budget_g", "train_loss", "test_loss", "test_accuracy",
    ]

    public var fields: [String] {
        [
            round.description, utc, selected.description, queue.description, utility.csvField,
            computeGrams.description, probeGrams.description, networkGrams.description, roundGrams.description,
            cumulativeGrams.description, budgetGrams.description, trainLoss.csvField, testLoss.csvField,
            testAccuracy.csvField,
        ]
    }

    public init(fields: inout CSVFields) throws {
        round = try fields.integer()
        utc = fields.text()
        selected = try fields.integer()
        queue = try fields.double()
        utility = try fields.optionalDouble()
        computeGrams = try fields.double()
        probeGrams = try fields.double()
        networkGrams = try fields.double()
        roundGrams = try fields.double()
        cumulativeGrams = try fields.double()
        budgetGrams = try fields.double()
        trainLoss = try fields.optionalDouble()
        testLoss = try fields.optionalDouble()
        testAccuracy = try fields.optionalDouble()
    }
}

extension Double? {
    /// Empty for nil and for a value that is not finite: a diverged loss is an absent one in a file.
    package var csvField: String { flatMap { $0.isFinite ? $0.description : nil } ?? "" }
}
