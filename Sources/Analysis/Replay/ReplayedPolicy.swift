import Documents
import FederatedEngine
import RunStore
import SiteSelection

/// A policy as text, for a replay: what stands under `policy:` in an experiment file, `name=` before it if it shall have
/// another name than the text itself.
public struct ReplayedPolicy: Sendable {
    /// Names it in tables.
    public let label: String
    public let policy: any SelectionPolicy
    /// V; nil for a policy without one, or whose V is not one number.
    public let penaltyWeight: Double?
    /// Whether the policy has a V that may be set.
    public let takesPenaltyWeight: Bool

    /// - Parameters:
    ///   - text: such as `lowestIntensity` or `plain={kind: cafe, variant: published}`.
    ///   - penaltyWeight: in place of the policy's own V; a policy without one keeps what it has.
    /// - Throws: `DocumentError` for what is wrong in `text`, and for a policy that learns from losses, or that is run
    ///   in advance, which a replay cannot give it.
    public init(_ text: String, penaltyWeight: Double? = nil) throws {
        let file = "policy \(text)"
        let named = text.wholeMatch(of: /([^={:]+)=(.*)/)
        let value = try YAMLDocument.parse(named.map { String($0.2) } ?? text, file: file)
        func decode(_ value: DocumentValue) throws -> (any SelectionPolicy, JSONValue) {
            let reader = try DocumentReader(DocumentValue(.map([.init("policy", value)])), file: file)
            let policy: any SelectionPolicy = try reader.member("policy", of: selectionPolicies)
            try reader.finish()
            return (policy, reader.resolved.json)
        }
        var (policy, resolved) = try decode(value)
        if let penaltyWeight, resolved[path: "policy.penaltyWeight"] != nil {
            var changed = value
            try YAMLDocument.set(
                DocumentValue(.number(penaltyWeight)), at: "penaltyWeight", in: &changed, file: file)
            (policy, resolved) = try decode(changed)
        }
        guard policy.rehearsal == nil else {
            throw DocumentError(
                file: file, line: nil, keyPath: "policy.kind",
                message: "plans on a rehearsal of its own; the recorded run is one, and its plan's utility is "
                    + "oracle_utility of the run's certificate")
        }
        guard !policy.needs.contains(.losses) else {
            throw DocumentError(
                file: file, line: nil, keyPath: "policy.kind",
                message:
                    "learns from the losses of live training, which a finished run does not hold; a replay takes "
                    + "policies of footprints and gradients")
        }
        (label, self.policy) = (named.map { String($0.1) } ?? text, policy)
        takesPenaltyWeight = resolved[path: "policy.penaltyWeight"] != nil
        self.penaltyWeight = resolved[path: "policy.penaltyWeight"]?.doubleValue
    }
}

extension ReplayedPolicy {
    /// What stands under `utility:`, as text.
    ///
    /// - Throws: `DocumentError`.
    public static func utility(_ text: String) throws -> UtilityKind {
        let file = "utility \(text)"
        let value = try YAMLDocument.parse(text, file: file)
        let reader = try DocumentReader(DocumentValue(.map([.init("utility", value)])), file: file)
        let kind: UtilityKind = try reader.member("utility", of: utilities)
        try reader.finish()
        return kind
    }
}

extension RecordedRun {
    /// The policy of the run as text, every default filled in.
    ///
    /// - Throws: `RecordError` if the manifest has none.
    public func policyText() throws -> String {
        guard let policy = record.configuration.policy else {
            throw RecordError(
                path: record.directory.manifest, field: "configuration.method.policy",
                problem: "missing; name a policy to replay")
        }
        return policy.settings.flowYAML
    }
}
