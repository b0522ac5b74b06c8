import CarbonAccounting
import Foundation
import Learning
import LinearAlgebra

/// Everything of a run that must survive: a simulation continued from its state goes on bit by bit as if it had never
/// stopped.
public struct SimulationState: Codable, Sendable, Equatable {
    /// The next round to run.
    public internal(set) var round: Int
    public internal(set) var parameters: FloatBlob
    /// The aggregation's and the server optimizer's memory, encoded by themselves.
    public internal(set) var aggregationMemory: Data
    public internal(set) var serverMemory: Data
    /// The running mean of the model, encoded by itself.
    public internal(set) var averageMemory: Data
    /// Whether the model travels, encoded by itself; nil where no policy asks.
    public internal(set) var headingMemory: Data?
    public internal(set) var ledger: Ledger
    public internal(set) var history: ParticipationHistory
    /// The last gradient known of each site, N×P, once a policy has asked for stale gradients.
    public internal(set) var staleGradients: FloatBlob?
    /// The same projected, N×k, once a policy has asked for them.
    public internal(set) var sketchedGradients: FloatBlob?
    /// Whether sites have chosen coresets of their examples, and paid for it; nil in checkpoints from before there were.
    public internal(set) var hasCoresets: Bool?
    /// What was known of rounds only when they began; nil for none.
    public internal(set) var conditions: [Int: RoundConditions]?
    /// Of the optimizers of sites that keep them; nil for none.
    public internal(set) var siteMoments: [Int: AdamMoments]?
    /// What sites have still to send of their updates, encoded by itself; nil where all is sent.
    public internal(set) var updateRemainders: Data?
    /// The policy's memory, encoded by itself.
    public internal(set) var policyMemory: Data
}
