import Documents
import FederatedEngine
import RunStore
import SiteSelection

/// A policy for a replay: that of the run, or one given as text as under `policy:` in an experiment file, after `name=` if
/// it is to have another name than the text itself.
public struct ReplayedPolicy: Sendable {
    /// Names it in tables.
    public let label: String
    public let policy: any SelectionPolicy
    /// V; nil for a policy without one, or whose V is not one number.
    public let penaltyWeight: Double?
    /// Whether the policy has a V that may be set.
    public let takesPenaltyWeight: Bool

    /// - Parameters:
    ///   - text: such as `lowestIntensity` or `plain={kind: cafe, variant: reconstructed}`.
    ///   - penaltyWeight: in place of the policy's own V; a policy without one keeps what it has.
    /// - Throws: `DocumentError` for what is wrong in `text`, and for a policy that learns from losses, or that is run
    ///   in advance, which a replay cannot give it.
    public init(_ text: String, penaltyWeight: Double? = nil) throws {
        let file = "policy \(text)"
        let named = text.wholeMatch(of: /([^={:]+)=(.*)/)
        let value = try YAMLDocument.parse(named.map { String($0.2) } ?? text, file: file)
        try self.init(value, label: named.map { String($0.1) } ?? text, file: file, penaltyWeight: penaltyWeight)
    }

    /// The policy of a run, with every setting that the run had.
    ///
    /// - Throws: as above; also if the manifest has no policy, or a program for one, which results of others could name.
    public init(asRun run: ReplayableRun, penaltyWeight: Double? = nil) throws {
        let manifest = run.record.directory.manifest
        guard let policy = run.record.configuration.policy else {
            throw DocumentError(
                file: manifest, line: nil, keyPath: "configuration.method.policy",
                message: "missing; name a policy to replay")
        }
        guard policy.kind != ExternalPolicy.kind else {
            throw DocumentError(
                file: manifest, line: nil, keyPath: "configuration.method.policy",
                message: "names a program, and results start none; give it with --policy if you want it to run")
        }
        try self.init(
            policy.settings, label: "\(run.record.manifest.method), as run", file: manifest,
            penaltyWeight: penaltyWeight)
    }

    private init(_ value: DocumentValue, label: String, file: String, penaltyWeight: Double?) throws {
        func decode(_ value: DocumentValue) throws -> (any SelectionPolicy, RunConfiguration.Policy) {
            let reader = try DocumentReader(DocumentValue(.map([.init("policy", value)])), file: file)
            let policy: any SelectionPolicy = try reader.member("policy", of: selectionPolicies)
            try reader.finish()
            let resolved = try DocumentReader(reader.resolved, file: file).map("policy")
            return (policy, try RunConfiguration.Policy(resolved, settings: reader.resolved["policy"] ?? value))
        }
        var (policy, resolved) = try decode(value)
        takesPenaltyWeight = resolved.settings["penaltyWeight"] != nil
        if let penaltyWeight, takesPenaltyWeight {
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
        (self.label, self.policy, self.penaltyWeight) = (label, policy, resolved.penaltyWeight)
    }
}

extension ReplayedPolicy {
    /// A utility as text, as under `utility:` in an experiment file.
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
