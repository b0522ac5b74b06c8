/// How a site trains: minibatch steps from the global model.
public struct LocalTraining: Sendable, Hashable, Codable {
    /// How long a site trains.
    public enum Effort: Sendable, Hashable, Codable {
        /// Passes over the site's data, each in a fresh random order.
        case epochs(Int)
        /// Minibatches, however many passes they take.
        case steps(Int)
    }

    /// Examples per step; the last batch of a pass may be smaller.
    public var batchSize: Int
    public var effort: Effort
    public var optimizer: LocalOptimizer
    /// Of SGD: v ← momentum·v + g, w ← w − rate·v, with v = 0 at the start of each local training (PyTorch's definition).
    public var momentum: Float
    /// Of SGD: adds weightDecay·w to the gradient, biases included (PyTorch's definition). Of AdamW: see there.
    public var weightDecay: Float
    /// A batch's gradient that is longer is scaled to this length; nil leaves it (Pascanu, Mikolov, Bengio 2013).
    public var clipNorm: Float?
    /// The learning rate over the local steps; nil leaves it.
    public var schedule: CosineSchedule?
    /// FedProx: adds proximalWeight·(w − w_start) to the gradient; 0 is FedAvg (Li et al. 2020).
    public var proximalWeight: Float
    /// Random crops and flips of the training images; nil takes them as they are.
    public var augmentation: ImageAugmentation?

    /// - Precondition: `batchSize` ≥ 1, effort ≥ 0, momentum in [0, 1), the others ≥ 0.
    public init(
        batchSize: Int = 32, effort: Effort = .epochs(1), optimizer: LocalOptimizer = .sgd, momentum: Float = 0,
        weightDecay: Float = 0, clipNorm: Float? = nil, schedule: CosineSchedule? = nil,
        proximalWeight: Float = 0, augmentation: ImageAugmentation? = nil
    ) {
        precondition(batchSize >= 1, "batches of \(batchSize)")
        precondition(0 <= momentum && momentum < 1, "momentum \(momentum), expected [0, 1)")
        precondition(weightDecay >= 0 && proximalWeight >= 0, "weight decay \(weightDecay), FedProx \(proximalWeight)")
        self.batchSize = batchSize
        self.effort = effort
        (self.optimizer, self.clipNorm, self.schedule) = (optimizer, clipNorm, schedule)
        self.momentum = momentum
        self.weightDecay = weightDecay
        self.proximalWeight = proximalWeight
        self.augmentation = augmentation
    }

    /// Steps that a site with `examples` examples takes; 0 without examples.
    public func stepCount(examples: Int) -> Int {
        guard examples > 0 else { return 0 }
        switch effort {
        case .epochs(let epochs): return epochs * ((examples + batchSize - 1) / batchSize)
        case .steps(let steps): return steps
        }
    }

    /// Whether a site's optimizer remembers from one local training to the next.
    public var keepsMoments: Bool {
        if case .adamW(let adamW) = optimizer { adamW.keepsState } else { false }
    }

    /// Examples that pass through the network in those steps.
    public func sampleCount(examples: Int) -> Int {
        guard examples > 0 else { return 0 }
        switch effort {
        case .epochs(let epochs): return epochs * examples
        case .steps(let steps):
            let stepsPerPass = (examples + batchSize - 1) / batchSize
            let (passes, rest) = steps.quotientAndRemainder(dividingBy: stepsPerPass)
            return passes * examples + min(rest * batchSize, examples)
        }
    }
}
