import Documents

/// One site in one round of a run, a row of `sites.csv`.
public struct SiteRow: CSVRow, Equatable {
    /// From 0.
    public var round: Int
    public var site: String
    /// Whether the site trained in this round.
    public var selected: Bool
    /// Of the site's grid during the round's slot.
    public var intensityGramsPerKWh: Double
    /// What the site spent: training and network if it was selected, and its probe.
    public var energyKWh: Double
    /// Training and idle energy; 0 if not selected.
    public var computeGrams: Double
    public var probeGrams: Double
    public var networkGrams: Double
    /// Examples that the site trained on, counted once per pass.
    public var samples: Int
    /// Weight of the site's update in the aggregation; 0 if not selected.
    public var weight: Double

    public init(
        round: Int, site: String, selected: Bool, intensityGramsPerKWh: Double, energyKWh: Double, computeGrams: Double,
        probeGrams: Double, networkGrams: Double, samples: Int, weight: Double
    ) {
        self.round = round
        self.site = site
        self.selected = selected
        self.intensityGramsPerKWh = intensityGramsPerKWh
        self.energyKWh = energyKWh
        self.computeGrams = computeGrams
        self.probeGrams = probeGrams
        self.networkGrams = networkGrams
        self.samples = samples
        self.weight = weight
    }

    /// All that the site emitted in the round.
    public var totalGrams: Double { computeGrams + probeGrams + networkGrams }

    public static let columns = [
        "round", "site", "selected", "intensity_g_per_kwh", "energy_kwh", "compute_g", "probe_g", "network_g",
        "samples", "weight",
    ]

    public var fields: [String] {
        [
            round.description, site, selected ? "1" : "0", intensityGramsPerKWh.description, energyKWh.description,
            computeGrams.description, probeGrams.description, networkGrams.description, samples.description,
            weight.description,
        ]
    }

    public init(fields: inout CSVFields) throws {
        round = try fields.integer()
        site = fields.text()
        selected = try fields.flag()
        intensityGramsPerKWh = try fields.double()
        energyKWh = try fields.double()
        computeGrams = try fields.double()
        probeGrams = try fields.double()
        networkGrams = try fields.double()
        samples = try fields.integer()
        weight = try fields.double()
    }
}
