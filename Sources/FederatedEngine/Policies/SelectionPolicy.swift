import CarbonAccounting
import Documents

/// A rule that chooses the sites of each round.
///
/// A policy is a value: settings plus `memory`, the part that must survive a checkpoint. It sees one slot at a time and
/// is told what came of it. All draws come from `slot.stream`, so a policy needs no generator of its own.
public protocol SelectionPolicy: SelfDescribing, Remembering {
    /// Q(t) of the virtual queue, for the records; 0 for a rule without one.
    var queue: Double { get }

    /// What the rule asks of a slot, beyond footprints; plans and replays offer only some of it.
    var needs: PolicyNeeds { get }

    /// Where the rule's gradients come from; nil for a rule that asks for none.
    var gradientSource: GradientSource? { get }

    /// The forecast that the rule looks ahead with; nil for a rule that does not.
    var forecastModel: ForecastModel? { get }

    /// Whether the rule plans with what it could not know online: the carbon, or the gradients, of later rounds. A forecast is
    /// not meant. Tables and figures say so, and rankings leave it out.
    var knowsFuture: Bool { get }

    /// Files that the rule depends on: a run with another content of them is another run.
    var files: [String] { get }

    /// A rule that is run from start to end before the first round, uncharged, to plan on what it saw; nil for all but
    /// offline rules.
    var rehearsal: (any SelectionPolicy)? { get }

    /// Hears the rehearsal; called once, before the first round, if there is one.
    mutating func prepare(_ rehearsal: [RehearsedRound], scenario: Scenario) throws

    /// How updates are aggregated unless the method says otherwise.
    var preferredAggregation: any Aggregation { get }

    /// What is evaluated and delivered unless the method says otherwise.
    var preferredAverage: ModelAverage { get }

    /// Chooses among `slot.available`; an empty selection trains nothing this round.
    mutating func select(in slot: Slot) throws -> Selection

    /// Hears the outcome of the round just trained. Called once per round, also after an empty selection.
    mutating func observe(_ outcome: RoundOutcome)
}

/// Costly things that a policy reads from a slot, and what it returns beyond sites.
public struct PolicyNeeds: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Calls `slot.gradients`.
    public static let gradients = PolicyNeeds(rawValue: 1)
    /// Calls `slot.losses`, or learns from the losses of trained sites.
    public static let losses = PolicyNeeds(rawValue: 2)
    /// Returns `utility` with its selections, so that aggregation by coreset weights is possible.
    public static let utility = PolicyNeeds(rawValue: 4)
    /// Returns `inclusionProbabilities`, so that unbiased aggregation is possible.
    public static let inclusionProbabilities = PolicyNeeds(rawValue: 8)
    /// Looks at `slot.heading`.
    public static let heading = PolicyNeeds(rawValue: 16)
    /// May return `weights`, so that aggregation by the policy's own weights is possible.
    public static let weights = PolicyNeeds(rawValue: 32)
}

extension SelectionPolicy {
    public var queue: Double { 0 }
    public var needs: PolicyNeeds { [] }
    public var gradientSource: GradientSource? { nil }
    public var forecastModel: ForecastModel? { nil }
    public var knowsFuture: Bool { false }
    public var files: [String] { [] }
    public var rehearsal: (any SelectionPolicy)? { nil }
    public mutating func prepare(_ rehearsal: [RehearsedRound], scenario: Scenario) throws {}
    public var preferredAggregation: any Aggregation { DataSizeAggregation() }
    public var preferredAverage: ModelAverage { .none }
    public mutating func observe(_ outcome: RoundOutcome) {}
}

/// A round of a rehearsal, as the policy that plans on it hears it.
public struct RehearsedRound: Sendable {
    public let round: Int
    /// Inner products of the gradients that the rehearsal saw, N×N; nil if it asked for none.
    public let gram: [Double]?
}
