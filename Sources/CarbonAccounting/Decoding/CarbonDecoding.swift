import Documents

extension CarbonBudget {
    package init(_ reader: DocumentReader) throws {
        switch (reader.has("grams"), reader.has("fractionOfFull")) {
        case (true, false): self = .grams(try reader.number("grams", .atLeast(0)))
        case (false, true): self = .fractionOfFull(try reader.number("fractionOfFull", .atLeast(0)))
        default: throw reader.error("grams", "expected either grams or fractionOfFull")
        }
    }
}

extension SiteEnergy {
    /// The keys that stand there over `base`.
    package init(_ reader: DocumentReader, base: SiteEnergy) throws {
        self = base
        powerUsageEffectiveness = try reader.number(
            "powerUsageEffectiveness", .atLeast(1), default: base.powerUsageEffectiveness)
        compute = try ComputeEnergy(reader, base: base.compute)
        idleWatts = try reader.number("idleWatts", .atLeast(0), default: base.idleWatts)
        if reader.has("samplesPerSecond") || base.samplesPerSecond == nil {
            samplesPerSecond = try reader.optionalNumber("samplesPerSecond", .positive)
        } else {
            samplesPerSecond = try reader.number("samplesPerSecond", .positive, default: base.samplesPerSecond)
        }
        networkKWhPerGB = try reader.number("networkKWhPerGB", .atLeast(0), default: base.networkKWhPerGB)
        networkGrid = try NetworkGrid(reader, base: base.networkGrid)
    }
}

extension ComputeEnergy {
    /// At most one of `joulesPerSample`, `kWhPerRound`, `joulesPerFLOP` and `device`; none keeps `base`.
    package init(_ reader: DocumentReader, base: ComputeEnergy) throws {
        let keys = ["joulesPerSample", "kWhPerRound", "joulesPerFLOP", "device"].filter(reader.has)
        guard keys.count <= 1 else {
            throw reader.error(keys[1], "stands beside \(keys[0]); expected one way to count compute energy")
        }
        switch keys.first {
        case "joulesPerSample": self = .perSample(joules: try reader.number("joulesPerSample", .atLeast(0)))
        case "kWhPerRound": self = .perRound(kWh: try reader.number("kWhPerRound", .atLeast(0)), samples: nil)
        case "joulesPerFLOP":
            self = .perFLOP(joules: try reader.number("joulesPerFLOP", .atLeast(0)), flopsPerSample: nil)
        case "device":
            let device: DevicePreset = try reader.choice("device")
            self = device.computeEnergy(
                utilization: try reader.number(
                    "utilization", .within(0.001...1), default: EnergyDefaults.utilization))
        default:
            // Read with the inherited value, so that the resolved record shows it and a misspelling is suggested for.
            switch base {
            case .perSample(let joules):
                self = .perSample(joules: try reader.number("joulesPerSample", .atLeast(0), default: joules))
            case .perRound(let kWh, let samples):
                self = .perRound(
                    kWh: try reader.number("kWhPerRound", .atLeast(0), default: kWh), samples: samples)
            case .perFLOP(let joules, let flops):
                self = .perFLOP(
                    joules: try reader.number("joulesPerFLOP", .atLeast(0), default: joules), flopsPerSample: flops)
            }
        }
    }
}

extension NetworkGrid {
    /// `site`, `meanOfSites`, or the name of a zone.
    package init(_ reader: DocumentReader, base: NetworkGrid) throws {
        let inherited =
            switch base {
            case .site: "site"
            case .meanOfSites: "meanOfSites"
            case .zone(let name): name
            }
        let word = try reader.string("networkGrid", default: inherited)
        self =
            switch word {
            case "site": .site
            case "meanOfSites": .meanOfSites
            default: .zone(word)
            }
    }
}
