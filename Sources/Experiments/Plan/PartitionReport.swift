import FederatedEngine
import Learning

/// How an experiment's partition deals out the classes, for one seed.
public struct PartitionReport: Sendable, Encodable {
    public struct Site: Sendable, Encodable {
        public let name: String
        public let examples: Int
        /// Examples of each class.
        public let classes: [Int]
    }

    public let experiment: String
    public let seed: UInt64
    /// In the experiment's order.
    public let sites: [Site]

    /// - Throws: as `PreparedExperiment.scenario(seed:)`.
    public init(_ prepared: PreparedExperiment, seed: UInt64) throws {
        experiment = prepared.experiment.name
        self.seed = seed
        sites = try prepared.scenario(seed: seed).sites.map { site in
            Site(
                name: site.name, examples: site.rows.count, classes: prepared.task.training.classCounts(of: site.rows))
        }
    }
}
