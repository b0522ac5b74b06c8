import CarbonAccounting
import Learning
import Reproducibility

/// What happened in one round, for the records.
public struct RoundReport: Sendable, Equatable {
    public struct SiteEntry: Sendable, Equatable {
        public let site: Int
        public let selected: Bool
        /// Mean intensity of the site's grid in the slot [gCO2eq/kWh].
        public let intensity: Double
        /// Energy drawn for training, waiting, probe and network, data center overhead included [kWh].
        public let energyKWh: Double
        public let footprint: Footprint
        /// Samples processed in training.
        public let samples: Int
        /// Aggregation weight.
        public let weight: Double
    }

    public let round: Int
    public let start: UTCInstant
    public let queue: Double
    /// U_t(S_t), for policies that maximize a utility.
    public let utility: Double?
    public let sites: [SiteEntry]
    public let cumulativeGrams: Double
    /// Mean loss over the samples of local training; nil if no site trained.
    public let trainLoss: Double?
    /// Test loss and accuracy, in rounds with evaluation.
    public let evaluation: Evaluation?
    /// Inner products of the gradients that the policy saw, N×N; nil if it asked for none.
    public let gram: [Double]?
    /// Root mean square of the relative error of the pairwise distances in `gram`, if gradients were projected and few
    /// enough to compare with; see `GradientSketch.distanceError`.
    public let distanceError: Double?

    public var selectedCount: Int { sites.count { $0.selected } }
}
