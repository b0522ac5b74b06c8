import Learning

/// What one site does in one round, as far as energy is concerned.
public struct Workload: Sendable, Equatable {
    public let training: LocalTraining
    /// Size of the model that travels down [bytes].
    public let modelBytes: Int
    /// How updates travel up.
    public let updates: UpdateFormat

    public init(training: LocalTraining, modelBytes: Int, updates: UpdateFormat = .float32) {
        (self.training, self.modelBytes, self.updates) = (training, modelBytes, updates)
    }

    /// Size of an update [bytes].
    public var updateBytes: Int { updates.bytes(count: modelBytes / MemoryLayout<Float>.size) }

    /// How a site trains, its capacity respected: a site that cannot do all takes as many whole batches as fit, one at
    /// least.
    public func training(at site: Site) -> LocalTraining {
        guard let capacity = site.capacitySamples, training.sampleCount(examples: site.rows.count) > capacity else {
            return training
        }
        var limited = training
        limited.effort = .steps(max(1, capacity / training.batchSize))
        return limited
    }

    /// Samples that a site processes in a round.
    public func samples(of site: Site) -> Int { training(at: site).sampleCount(examples: site.rows.count) }
}
