import FederatedEngine

extension Method {
    init(_ reader: ConfigurationReader, siteCount: Int) throws {
        name = try reader.string("name")
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil else {
            throw reader.error("name", "'\(name)' names a folder of results; expected letters, digits, '.', '_' or '-'")
        }
        let policyReader = try reader.map("policy", abbreviatedBy: "kind")
        policy = try decodePolicy(policyReader, siteCount: siteCount)
        aggregation = try reader.choice("aggregation", default: policy.preferredAggregation)
        server = try ServerOptimizer(reader.map("server", abbreviatedBy: "kind"))
        hardBudget = try reader.bool("hardBudget", default: true)
        switch aggregation {
        case .coreset where !policy.needs.contains(.utility):
            throw reader.error("aggregation", "coreset weights need a policy with a utility; this one has none")
        case .unbiased where !policy.needs.contains(.inclusionProbabilities):
            throw reader.error(
                "aggregation", "unbiased weights need known inclusion probabilities; this policy has none")
        default: break
        }
        configuration = reader.resolved.json
    }
}

extension ServerOptimizer {
    init(_ reader: ConfigurationReader) throws {
        switch try reader.kind(among: ["averaging", "momentum", "adam"], default: "averaging") {
        case "momentum":
            self.init(
                .momentum(
                    momentum: Float(try reader.number("momentum", .within(0...0.9999), default: 0.9)),
                    learningRate: Float(try reader.singlePrecision("learningRate", .positive, default: 1))))
        case "adam":
            self.init(
                .adam(
                    firstDecay: Float(try reader.number("firstDecay", .within(0...0.9999), default: 0.9)),
                    secondDecay: Float(try reader.number("secondDecay", .within(0...0.9999), default: 0.99)),
                    learningRate: Float(try reader.singlePrecision("learningRate", .positive, default: 0.01)),
                    adaptivity: Float(try reader.singlePrecision("adaptivity", .positive, default: 0.001))))
        default:
            self.init(.averaging)
        }
    }
}
