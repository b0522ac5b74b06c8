import Documents

/// The energy model of one site.
///
///     e  [kWh] = PUE · (compute + idle + probe) + network
///     compute  = joules per sample · samples + overhead per round  (or fixed, or joules per operation · operations)
///     idle     = idle power · waiting time
///     network  = (bytes down + bytes up) · kWh per GB  (the model comes down and its update goes up)
///     probe    = joules per sample · samples, and the network for the model down and what is computed up
public struct SiteEnergy: Sendable, Equatable {
    /// Energy of the data center over energy of its machines, at least 1.
    public var powerUsageEffectiveness: Double
    public var compute: ComputeEnergy
    /// Power while waiting for the slowest site of a round, in watts.
    public var idleWatts: Double
    /// Speed of training; nil where time is not modelled, then no site waits for it and it waits for none.
    public var samplesPerSecond: Double?
    /// What a round takes at the site beyond training, such as starting machines and evaluating the model that came down.
    public var overheadKWhPerRound: Double
    public var networkKWhPerGB: Double
    public var networkGrid: NetworkGrid

    /// - Precondition: the effectiveness is at least 1, powers and energies are finite and at least 0, speeds positive.
    public init(
        powerUsageEffectiveness: Double = EnergyDefaults.powerUsageEffectiveness,
        compute: ComputeEnergy = .perSample(joules: EnergyDefaults.joulesPerSample),
        idleWatts: Double = EnergyDefaults.idleWatts, samplesPerSecond: Double? = nil, overheadKWhPerRound: Double = 0,
        networkKWhPerGB: Double = EnergyDefaults.networkKWhPerGB, networkGrid: NetworkGrid = EnergyDefaults.networkGrid
    ) {
        precondition(
            powerUsageEffectiveness >= 1 && powerUsageEffectiveness.isFinite,
            "a power usage effectiveness of \(powerUsageEffectiveness)")
        precondition(idleWatts >= 0 && idleWatts.isFinite, "an idle power of \(idleWatts) W")
        precondition(networkKWhPerGB >= 0 && networkKWhPerGB.isFinite, "\(networkKWhPerGB) kWh per GB")
        precondition(
            overheadKWhPerRound >= 0 && overheadKWhPerRound.isFinite, "an overhead of \(overheadKWhPerRound) kWh")
        if let samplesPerSecond {
            precondition(samplesPerSecond > 0 && samplesPerSecond.isFinite, "\(samplesPerSecond) samples per second")
        }
        let amount: Double =
            switch compute {
            case .perRound(let kWh, _): kWh
            case .perSample(let joules), .perFLOP(let joules, _): joules
            }
        precondition(amount >= 0 && amount.isFinite, "compute energy \(compute)")
        self.powerUsageEffectiveness = powerUsageEffectiveness
        self.compute = compute
        self.idleWatts = idleWatts
        self.samplesPerSecond = samplesPerSecond
        self.overheadKWhPerRound = overheadKWhPerRound
        self.networkKWhPerGB = networkKWhPerGB
        self.networkGrid = networkGrid
    }

    /// Energy of taking part in one round, without a probe.
    ///
    /// - Parameters:
    ///   - samples: sample passes, the site's samples times its epochs; 0 uses no compute energy (also with `.perRound`).
    ///   - bytesDown: of the model.
    ///   - bytesUp: of its update.
    ///   - waitingSeconds: time until the round's slowest site is done.
    /// - Precondition: none is negative, and the compute energy is resolved.
    public func roundEnergy(samples: Int, bytesDown: Int, bytesUp: Int, waitingSeconds: Double = 0) -> EnergyUse {
        precondition(
            samples >= 0 && bytesDown >= 0 && bytesUp >= 0, "\(samples) samples, \(bytesDown) and \(bytesUp) bytes")
        precondition(waitingSeconds >= 0 && waitingSeconds.isFinite, "\(waitingSeconds) s of waiting")
        let computeKWh: Double =
            switch compute {
            case .perRound(let kWh, _): samples == 0 ? 0 : kWh
            case .perSample, .perFLOP: machineKWh(passes: samples)
            }
        return EnergyUse(
            computeKWh: powerUsageEffectiveness * (computeKWh + overheadKWhPerRound),
            idleKWh: powerUsageEffectiveness * idleWatts * waitingSeconds / joulesPerKWh,
            networkKWh: networkKWh(bytes: bytesDown + bytesUp))
    }

    /// Energy of computing a gradient or a loss on `samples` samples without training on them.
    ///
    /// - Parameter bytes: what travels for it, both ways.
    /// - Precondition: neither is negative, and the compute energy is resolved.
    public func probeEnergy(samples: Int, bytes: Int) -> EnergyUse {
        precondition(samples >= 0 && bytes >= 0, "\(samples) samples, \(bytes) bytes")
        return EnergyUse(
            probeKWh: powerUsageEffectiveness * machineKWh(passes: samples), probeNetworkKWh: networkKWh(bytes: bytes))
    }

    private func networkKWh(bytes: Int) -> Double { Double(bytes) / 1e9 * networkKWhPerGB }

    /// Seconds that training takes; 0 where the speed is not modelled.
    public func trainingSeconds(samples: Int) -> Double {
        samplesPerSecond.map { Double(samples) / $0 } ?? 0
    }

    private func machineKWh(passes: Int) -> Double {
        switch compute {
        case .perRound(let kWh, let samples):
            guard let samples else { preconditionFailure("the samples of a round are not resolved: \(compute)") }
            return samples == 0 ? 0 : kWh * Double(passes) / Double(samples)
        case .perSample(let joules):
            return joules * Double(passes) / joulesPerKWh
        case .perFLOP(let joules, let flopsPerSample):
            guard let flopsPerSample else {
                preconditionFailure("the operations per sample are not resolved: \(compute)")
            }
            return joules * flopsPerSample * Double(passes) / joulesPerKWh
        }
    }
}

private let joulesPerKWh = 3.6e6

extension SiteEnergy {
    /// The keys that are given, over `base`.
    public init(_ reader: DocumentReader, base: SiteEnergy = SiteEnergy()) throws {
        self = base
        powerUsageEffectiveness = try reader.number(
            "powerUsageEffectiveness", .atLeast(1), default: base.powerUsageEffectiveness,
            help: "PUE, energy of the data center over energy of its machines")
        compute = try ComputeEnergy(reader, base: base.compute)
        idleWatts = try reader.number(
            "idleWatts", .atLeast(0), default: base.idleWatts, help: "power while waiting for the slowest site [W]")
        let speed = "speed of training [samples/s]; not modelled if absent"
        if reader.has("samplesPerSecond") || base.samplesPerSecond == nil {
            samplesPerSecond = try reader.optionalNumber("samplesPerSecond", .positive, help: speed)
        } else {
            samplesPerSecond = try reader.number(
                "samplesPerSecond", .positive, default: base.samplesPerSecond, help: speed)
        }
        overheadKWhPerRound = try reader.number(
            "overheadKWhPerRound", .atLeast(0), default: base.overheadKWhPerRound,
            help: "energy of a round beyond training, such as start-up and evaluation [kWh], charged to the site's grid"
        )
        networkKWhPerGB = try reader.number(
            "networkKWhPerGB", .atLeast(0), default: base.networkKWhPerGB, help: "energy of the network [kWh/GB]")
        networkGrid = try NetworkGrid(reader, base: base.networkGrid)
    }
}
