import CarbonAccounting
import Reproducibility

/// The sites of a federation that somebody else runs: it trains them and holds the model, the engine decides and keeps the books.
///
/// An update may be what a site sent, or any projection of it that keeps inner products; the engine's own model is then the
/// sum of the projections and says nothing.
public protocol FederationSites: SiteTrainer {
    /// Waits for the beginning of a round.
    ///
    /// - Parameter spentGrams: before the round.
    /// - Throws: `FederationPaused` if the federation does not go on.
    func begin(_ round: Int, spentGrams: Double) throws -> RoundConditions

    /// Takes what `begin` brought into the scenario; a fault of it is the federation's, which is asked again.
    ///
    /// - Parameter apply: throws for conditions that cannot be, such as an instant that the trace does not cover.
    func settle(_ conditions: RoundConditions, _ apply: (RoundConditions) throws -> Void) throws

    /// N×N, where the federation computes the inner products of the last updates itself in this round.
    var innerProducts: [Double]? { get }

    /// Hears how the updates of the round become one.
    func hear(_ weights: RoundWeights, round: Int, evaluates: Bool) throws

    /// Hears what the round came to, before it is written down.
    func hear(_ report: RoundReport) throws
}

/// The federation left between two rounds; the run goes on when it comes back.
public struct FederationPaused: Error, CustomStringConvertible {
    public init() {}

    public var description: String { "the federation left before it began a round" }
}

/// What is known of a round only when it begins, where it differs from the scenario.
public struct RoundConditions: Sendable, Codable, Equatable {
    /// Start of the round in seconds since 1970, for a clock that does not run in slots.
    public var startSeconds: Int?
    /// Intensity of each site's grid [gCO2eq/kWh].
    public var intensities: [Double]?
    /// What each site emits if it takes part, whoever else does [g].
    public var footprints: [Double]?
    /// Sites that can be reached, ascending; those whose windows hold the slot can take part.
    public var available: [Int]?

    public init(
        startSeconds: Int? = nil, intensities: [Double]? = nil, footprints: [Double]? = nil, available: [Int]? = nil
    ) {
        (self.startSeconds, self.intensities) = (startSeconds, intensities)
        (self.footprints, self.available) = (footprints, available)
    }
}

/// The round's update as a weighted sum of what all sites sent.
public struct RoundWeights: Sendable, Equatable {
    /// Of the updates of this round, in site order; 0 for sites that sent none.
    public let fresh: [Double]
    /// Of the last update that each site sent in an earlier round.
    public let remembered: [Double]
}
