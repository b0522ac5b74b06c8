import Learning

/// Does the learning work of a round: the engine says which sites, a trainer says where it runs.
///
/// Results come in the order of `sites` and must not depend on how the work is spread.
public protocol SiteTrainer: AnyObject {
    var parameterCount: Int { get }
    var work: WorkPerExample { get }

    /// Local training of each given site from `parameters`; `SiteUpdate.missing` for one that sent nothing.
    ///
    /// - Parameters:
    ///   - isLone: whether one site trains in the whole round. Its batches are then computed in two halves, so that
    ///     a second core has work; that changes the bits, so the round decides it, not the share of a process.
    ///   - moments: of those sites' optimizers after their last training, where they are kept.
    func train(
        _ sites: [Int], isLone: Bool, round: Int, from parameters: [Float], learningRate: Float,
        moments: [Int: AdamMoments]
    ) throws -> [SiteUpdate]

    /// Gradient of each given site at `parameters`, equally long for all.
    func gradients(_ extent: GradientExtent, of sites: [Int], at parameters: [Float]) throws -> [[Float]]

    /// Distances between examples that choosing a site's coreset takes at most; see `GradientExtent.coreset`.
    func coresetDistances(_ fraction: Double, of site: Int) -> Double

    /// Mean loss of `parameters` on all data of each given site.
    func losses(of sites: [Int], at parameters: [Float]) throws -> [Double]

    /// Loss and accuracy on the test set; without examples where nobody measured them.
    func evaluate(_ parameters: [Float]) throws -> Evaluation
}

/// What a site sends back after local training.
public struct SiteUpdate: Sendable {
    /// Local parameters minus global ones.
    public internal(set) var change: [Float]
    /// Steps taken.
    public let steps: Int
    public let loss: SiteLoss
    /// Of the site's optimizer, where it keeps them: it does not send them, they are its own for its next training.
    public let moments: AdamMoments?

    public init(change: [Float], steps: Int, loss: SiteLoss, moments: AdamMoments? = nil) {
        (self.change, self.steps, self.loss, self.moments) = (change, steps, loss, moments)
    }

    /// Stands for a site that was asked to train and sent nothing; its carbon is spent all the same.
    public static let missing = SiteUpdate(change: [], steps: 0, loss: SiteLoss(samples: 0, mean: 0, meanSquare: 0))

    public var isMissing: Bool { change.isEmpty && steps == 0 }
}

/// Losses that a site saw during local training.
public struct SiteLoss: Sendable, Codable, Equatable {
    /// Samples processed.
    public let samples: Int
    public let mean: Double
    /// Mean of the squared loss over the samples.
    public let meanSquare: Double

    public init(samples: Int, mean: Double, meanSquare: Double) {
        (self.samples, self.mean, self.meanSquare) = (samples, mean, meanSquare)
    }
}
