import Documents

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

extension ComputeEnergy {
    /// The keys that say how compute energy is counted.
    private enum Way: String, CaseIterable {
        case joulesPerSample, kWhPerRound, joulesPerFLOP, device
    }

    /// At most one way of counting; none keeps `base`.
    init(_ reader: DocumentReader, base: ComputeEnergy) throws {
        let given = Way.allCases.filter { reader.has($0.rawValue) }
        guard given.count <= 1 else {
            throw reader.error(
                given[1].rawValue, "given beside \(given[0].rawValue); expected one way to count compute energy")
        }
        // Read with the inherited value where none is given, so that the resolved record shows it.
        let (way, fallback): (Way, Double?) =
            switch base {
            case .perSample(let joules): given.first.map { ($0, nil) } ?? (.joulesPerSample, joules)
            case .perRound(let kWh, _): given.first.map { ($0, nil) } ?? (.kWhPerRound, kWh)
            case .perFLOP(let joules, _): given.first.map { ($0, nil) } ?? (.joulesPerFLOP, joules)
            }
        func amount(_ help: String) throws -> Double {
            try reader.number(way.rawValue, .atLeast(0), default: fallback, help: help)
        }
        switch way {
        case .joulesPerSample: self = .perSample(joules: try amount("energy of one sample forward and backward [J]"))
        case .kWhPerRound: self = .perRound(kWh: try amount("energy of a round at the site [kWh]"), samples: nil)
        case .joulesPerFLOP:
            self = .perFLOP(joules: try amount("energy of one floating-point operation [J]"), flopsPerSample: nil)
        case .device:
            let device: DevicePreset = try reader.choice("device", help: "an accelerator whose power is published")
            self = device.computeEnergy(
                utilization: try reader.number(
                    "utilization", .within(0.001...1), default: EnergyDefaults.utilization,
                    help: "part of the device's peak that training reaches"))
        }
    }
}
