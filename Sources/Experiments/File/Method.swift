import CarbonAccounting
import Documents
import FederatedEngine
import Learning
import Reproducibility

/// A named way to choose sites and to aggregate what they send.
public struct Method: Sendable {
    public let name: String
    /// The policy with an empty memory.
    public let policy: any SelectionPolicy
    public let aggregation: Aggregation
    public let server: ServerOptimizer
    public let hardBudget: Bool
    let configuration: JSONValue
}

extension Method {
    package init(_ reader: DocumentReader) throws {
        name = try reader.string("name", help: "names a folder of results")
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil else {
            throw reader.error("name", "'\(name)' names a folder of results; expected letters, digits, '.', '_' or '-'")
        }
        policy = try reader.member("policy", of: selectionPolicies, help: "how the sites of a round are chosen")
        aggregation = try reader.choice(
            "aggregation", default: policy.preferredAggregation, help: "how updates become one")
        server = try ServerOptimizer(reader.map("server", abbreviatedBy: "kind"))
        hardBudget = try reader.bool(
            "hardBudget", default: true, help: "whether sites of a round that would break the budget are dropped")
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
