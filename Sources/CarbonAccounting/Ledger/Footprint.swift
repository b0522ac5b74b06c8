/// Emissions of one site in one round, in gCO2eq, split by what caused them.
public struct Footprint: Sendable, Codable, Equatable {
    public var computeGrams: Double
    public var idleGrams: Double
    public var probeGrams: Double
    public var networkGrams: Double

    public static let zero = Footprint(computeGrams: 0, idleGrams: 0, probeGrams: 0, networkGrams: 0)

    public init(computeGrams: Double, idleGrams: Double = 0, probeGrams: Double = 0, networkGrams: Double = 0) {
        self.computeGrams = computeGrams
        self.idleGrams = idleGrams
        self.probeGrams = probeGrams
        self.networkGrams = networkGrams
    }

    /// Energy times intensity.
    ///
    /// - Parameters:
    ///   - intensity: of the site's grid over the slot, in gCO2eq/kWh.
    ///   - networkIntensity: of the grid that the network is charged to.
    public init(_ energy: EnergyUse, intensity: Double, networkIntensity: Double) {
        self.init(
            computeGrams: energy.computeKWh * intensity, idleGrams: energy.idleKWh * intensity,
            probeGrams: energy.probeKWh * intensity + energy.probeNetworkKWh * networkIntensity,
            networkGrams: energy.networkKWh * networkIntensity)
    }

    public var total: Double { computeGrams + idleGrams + probeGrams + networkGrams }

    public static func + (a: Footprint, b: Footprint) -> Footprint {
        Footprint(
            computeGrams: a.computeGrams + b.computeGrams, idleGrams: a.idleGrams + b.idleGrams,
            probeGrams: a.probeGrams + b.probeGrams, networkGrams: a.networkGrams + b.networkGrams)
    }
}
