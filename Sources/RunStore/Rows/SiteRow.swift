import Documents

/// One site in one round of a run, a row of `sites.csv`.
public struct SiteRow: CSVRow, Equatable {
    /// From 0.
    public var round = 0
    public var site = ""
    /// Whether the site was asked to train; one that sent nothing has no samples and no weight.
    public var selected = false
    /// Of the site's grid during the round's slot.
    public var intensityGramsPerKWh = 0.0
    /// What the site spent: training and network if it was selected, and its probe.
    public var energyKWh = 0.0
    /// Training and idle energy; 0 if not selected.
    public var computeGrams = 0.0
    public var probeGrams = 0.0
    public var networkGrams = 0.0
    /// Examples that the site trained on, counted once per pass.
    public var samples = 0
    /// Weight of the site's update in the aggregation; 0 if not selected.
    public var weight = 0.0

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

    public init() {}

    public static let columns: [CSVColumn<SiteRow>] = [
        .init("round", \.round, "from 0"),
        .init("site", \.site, "name of the site"),
        .init("selected", \.selected, "1 if the site was asked to train"),
        .init("intensity_g_per_kwh", \.intensityGramsPerKWh, "of the site's grid in the slot [gCO2eq/kWh]"),
        .init("energy_kwh", \.energyKWh, "training, waiting, probe and network [kWh]"),
        .init("compute_g", \.computeGrams, "training and idle [g]"),
        .init("probe_g", \.probeGrams, "its probe [g]"),
        .init("network_g", \.networkGrams, "its transfers of the model [g]"),
        .init("samples", \.samples, "examples that it trained on, once per pass"),
        .init("weight", \.weight, "of its update in the aggregation"),
    ]
}
