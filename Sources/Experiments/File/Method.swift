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
        (aggregation, server, average) = try Self.learner(
            reader, aggregation: type(of: policy.preferredAggregation).kind,
            average: policy.preferredAverage.decay == nil ? "none" : "exponential")
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
        guard !needs.contains(.policyWeights) || policy.needs.contains(.weights) else {
            throw reader.error("aggregation", "the policy's weights need a policy that gives some; expected external")
        }
        configuration = reader.resolved
    }

    private static func learner(
        _ reader: DocumentReader, aggregation: String, average: String
    ) throws -> (any Aggregation, any ServerOptimizer, ModelAverage) {
        (
            try reader.member("aggregation", of: aggregations, default: aggregation, help: "how updates become one"),
            try reader.member(
                "server", of: serverOptimizers, default: Averaging.kind,
                help: "what the server does with the update"),
            try reader.member(
                "average", of: modelAverages, default: average, help: "which model is evaluated and delivered")
        )
    }

    /// Checks the `learner` of an experiment, whose keys each method without its own takes over.
    static func readLearner(_ reader: DocumentReader) throws {
        if reader.has("aggregation") { _ = try reader.member("aggregation", of: aggregations) }
        if reader.has("server") { _ = try reader.member("server", of: serverOptimizers) }
        if reader.has("average") { _ = try reader.member("average", of: modelAverages) }
    }

    /// The document with the learner's keys in every method that does not have them.
    static func sharingLearner(_ root: DocumentValue) -> DocumentValue {
        guard case .map(let learner)? = root["learner"]?.content, case .map(let entries) = root.content else {
            return root
        }
        return root.with(
            .map(
                entries.map { entry in
                    guard entry.key == "methods", case .list(let methods) = entry.value.content else { return entry }
                    let shared = methods.map { method -> DocumentValue in
                        guard case .map(let own) = method.content else { return method }
                        return method.with(.map(own + learner.filter { method[$0.key] == nil }))
                    }
                    return .init(entry.key, entry.value.with(.list(shared)))
                }))
    }
}
