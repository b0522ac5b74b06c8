/// How the energy of training at a site is found; all are energy of the machine, before the data center's overhead.
public enum ComputeEnergy: Sendable, Equatable {
    /// The same for each round that a site takes part in, whatever it trains, in kWh.
    ///
    /// A gradient probe is charged in proportion to the samples it touches, `samples` being those of a whole round.
    case perRound(kWh: Double, samples: Int?)
    /// Joules for one sample to pass forward and backward once.
    case perSample(joules: Double)
    /// Joules for one floating-point operation; `flopsPerSample` is that of the trained network, forward and backward.
    case perFLOP(joules: Double, flopsPerSample: Double?)

    /// Fills in what only the experiment knows: the network's operations and the samples of the site's round.
    public func resolved(flopsPerSample: Double, samplesPerRound: Int) -> ComputeEnergy {
        switch self {
        case .perRound(let kWh, nil): .perRound(kWh: kWh, samples: samplesPerRound)
        case .perFLOP(let joules, nil): .perFLOP(joules: joules, flopsPerSample: flopsPerSample)
        default: self
        }
    }
}
