import Documents
import FederatedEngine

/// A named way to choose sites and to aggregate what they send.
public struct Method: Sendable {
    public let name: String
    /// The policy with an empty memory.
    public let policy: any SelectionPolicy
    public let aggregation: any Aggregation
    public let server: any ServerOptimizer
    public let average: ModelAverage
    public let hardBudget: Bool
    let configuration: DocumentValue
}

extension Method {
    package init(_ reader: DocumentReader) throws {
        name = try reader.string("name", help: "names a folder of results")
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil else {
            throw reader.error("name", "'\(name)' names a folder of results; expected letters, digits, '.', '_' or '-'")
        }
        policy = try reader.member("policy", of: selectionPolicies, help: "how the sites of a round are chosen")
        aggregation = try reader.member(
            "aggregation", of: aggregations, default: type(of: policy.preferredAggregation).kind,
            help: "how updates become one")
        server = try reader.member(
            "server", of: serverOptimizers, default: Averaging.kind, help: "what the server does with the update")
        average = try reader.member(
            "average", of: modelAverages, default: policy.preferredAverage.decay == nil ? "none" : "exponential",
            help: "which model is evaluated and delivered")
        hardBudget = try reader.bool(
            "hardBudget", default: true, help: "whether sites of a round that would break the budget are dropped")
        let needs = type(of: aggregation).needs
        guard !needs.contains(.utility) || policy.needs.contains(.utility) else {
            throw reader.error("aggregation", "coreset weights need a policy with a utility; this one has none")
        }
        guard !needs.contains(.inclusionProbabilities) || policy.needs.contains(.inclusionProbabilities) else {
            throw reader.error(
                "aggregation", "unbiased weights need known inclusion probabilities; this policy has none")
        }
        configuration = reader.resolved
    }
}
