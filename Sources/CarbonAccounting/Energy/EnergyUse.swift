/// Energy of one site in one round, in kWh drawn from the grid, split by what used it.
public struct EnergyUse: Sendable, Equatable, Codable {
    public var computeKWh: Double
    public var idleKWh: Double
    public var probeKWh: Double
    /// Of the network, for what travels because of a probe.
    public var probeNetworkKWh: Double
    public var networkKWh: Double

    public static let zero = EnergyUse()

    public init(
        computeKWh: Double = 0, idleKWh: Double = 0, probeKWh: Double = 0, probeNetworkKWh: Double = 0,
        networkKWh: Double = 0
    ) {
        self.computeKWh = computeKWh
        self.idleKWh = idleKWh
        self.probeKWh = probeKWh
        self.probeNetworkKWh = probeNetworkKWh
        self.networkKWh = networkKWh
    }

    public var totalKWh: Double { computeKWh + idleKWh + probeKWh + probeNetworkKWh + networkKWh }

    public static func + (a: EnergyUse, b: EnergyUse) -> EnergyUse {
        EnergyUse(
            computeKWh: a.computeKWh + b.computeKWh, idleKWh: a.idleKWh + b.idleKWh, probeKWh: a.probeKWh + b.probeKWh,
            probeNetworkKWh: a.probeNetworkKWh + b.probeNetworkKWh, networkKWh: a.networkKWh + b.networkKWh)
    }
}
