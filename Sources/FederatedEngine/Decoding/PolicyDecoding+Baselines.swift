import CarbonAccounting
import Documents
import SiteSelection

// The keys of each rule, with its defaults; Guides/policies.md lists them.

extension ThresholdPolicy {
    package init(_ reader: DocumentReader) throws {
        self.init(
            quantile: try reader.number("quantile", .within(0...1), default: 0.25),
            windowRounds: try reader.integer("windowRounds", atLeast: 1, default: 24))
    }
}

extension MyopicPolicy {
    package init(_ reader: DocumentReader) throws {
        self.init(
            utility: try UtilityKind(reader.map("utility", abbreviatedBy: "kind")),
            gradients: try GradientSource(reader.map("gradients", abbreviatedBy: "kind"), default: "stale"))
    }
}

extension StaticBestPolicy {
    package init(_ reader: DocumentReader) throws {
        self.init(
            utility: try UtilityKind(reader.map("utility", abbreviatedBy: "kind")),
            gradients: try GradientSource(reader.map("gradients", abbreviatedBy: "kind"), default: "exact"))
    }
}

extension DiverseClientsPolicy {
    package init(_ reader: DocumentReader) throws {
        self.init(
            count: try SiteCount(reader),
            gradients: try GradientSource(reader.map("gradients", abbreviatedBy: "kind"), default: "stale"))
    }
}

extension PowerOfChoicePolicy {
    package init(_ reader: DocumentReader) throws {
        let count = try SiteCount(reader)
        let candidates = try reader.optionalInteger("candidates", atLeast: 1)
        if case .fixed(let k) = count, let candidates, candidates < k {
            throw reader.error(
                "candidates", "\(candidates) candidates for \(k) sites; expected at least as many as sites")
        }
        self.init(count: count, candidates: candidates)
    }
}

extension OortPolicy {
    package init(_ reader: DocumentReader, penalty: Penalty) throws {
        self.init(
            count: try SiteCount(reader), penalty: penalty,
            exponent: try reader.number("exponent", .atLeast(0), default: 2))
    }
}

extension FedZeroPolicy {
    package init(_ reader: DocumentReader) throws {
        self.init(
            count: try SiteCount(reader), releaseWeight: try reader.number("releaseWeight", .positive, default: 1),
            blockingQuantile: try reader.number("blockingQuantile", .within(0...1), default: 0.5))
    }
}

extension LowcarbPolicy {
    package init(_ reader: DocumentReader) throws {
        self.init(
            count: try SiteCount(reader), windowRounds: try reader.integer("windowRounds", atLeast: 0, default: 24),
            forecast: try ForecastModel(reader.map("forecast", abbreviatedBy: "kind")))
    }
}

extension GreenFLPolicy {
    package init(_ reader: DocumentReader) throws {
        self.init(
            exponent: try reader.number("exponent", .within(0.001...1), default: 0.1),
            closingRounds: try reader.integer("closingRounds", atLeast: 0, default: 5))
    }
}

extension OfflineOraclePolicy {
    /// `rehearsal:` is a policy of its own; by default the published method with exact gradients.
    package init(_ reader: DocumentReader, siteCount: Int) throws {
        let utility = try UtilityKind(reader.map("utility", abbreviatedBy: "kind"))
        let rehearsal: any SelectionPolicy
        if reader.has("rehearsal") {
            rehearsal = try decodePolicy(reader.map("rehearsal", abbreviatedBy: "kind"), siteCount: siteCount)
            guard rehearsal.needs.contains(.gradients), rehearsal.rehearsal == nil else {
                throw reader.error(
                    "rehearsal", "sees no gradients to plan on; expected an online policy with gradients such as cafe")
            }
        } else {
            rehearsal = CAFEPolicy(
                utility: utility, gradients: .exact, penaltyWeight: .fixed(1),
                solver: .deterministicDoubleGreedy(.index))
        }
        self.init(utility: utility, rehearsal: rehearsal)
    }
}

extension EcoLearnPolicy {
    package init(_ reader: DocumentReader) throws {
        self.init(
            count: try SiteCount(reader),
            carbonExponent: try reader.number("carbonExponent", .atLeast(0), default: 1),
            earlyExcess: try reader.number("earlyExcess", .within(0...1), default: 0.5))
    }
}

extension ForecastModel {
    package init(_ reader: DocumentReader) throws {
        self =
            switch try reader.kind(
                among: ["perfect", "persistence", "sameHourYesterday", "noisy"], default: "perfect")
            {
            case "persistence": .persistence
            case "sameHourYesterday": .sameHourYesterday
            case "noisy":
                .noisy(
                    relativeStandardDeviation: try reader.number("relativeStandardDeviation", .atLeast(0)),
                    autocorrelation: try reader.number("autocorrelation", .within(0...1), default: 0.9))
            default: .perfect
            }
    }
}
