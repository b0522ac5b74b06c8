import CarbonAccounting
import FederatedEngine
import Foundation
import Learning
import Reproducibility

/// An experiment with its files read and its shapes checked, ready to run.
public struct PreparedExperiment: Sendable {
    public let experiment: Experiment
    public let trace: CarbonTrace
    /// What is worth knowing of its files and no fault, such as a last line without a line end.
    public let traceNotes: [String]
    /// The model bound to its data.
    public let task: ClassificationTask
    /// Index of each site's zone in the trace.
    private let zones: [Int]

    /// Reads the data set and the trace, unless `files` has them already.
    ///
    /// - Throws: `DocumentError` naming the setting that a missing or broken file, or a shape that does not fit,
    ///   comes from.
    public init(_ experiment: Experiment, files: ExperimentFiles = ExperimentFiles()) throws {
        self.experiment = experiment
        do {
            let reading = try files.trace(experiment.carbon)
            (trace, traceNotes) = (reading.trace, reading.notes)
        } catch {
            throw experiment.error(at: "carbon.trace", "\(error)")
        }
        zones = try experiment.sites.enumerated().map { [trace] index, site in
            do { return try trace.zoneIndex(site.zone) } catch {
                throw experiment.error(at: "sites[\(index)]", "\(error)")
            }
        }
        let split: DatasetSplit
        do { split = try files.dataset(experiment.data, context: experiment.architecture.context) } catch let error
            as DatasetError
        {
            let place = experiment.error(at: "data", "\(error)")
            if case .notDownloaded(_, let kind) = error { throw DataNotDownloaded(kind: kind, place: place) }
            throw place
        } catch {
            throw experiment.error(at: "data", "\(error)")
        }
        let selected = try Self.subset(split.train, experiment.data.trainExamples, "trainExamples", experiment)
        let training: Dataset
        let test: Dataset
        switch experiment.evaluation {
        case .test:
            training = selected
            test = try Self.subset(split.test, experiment.data.testExamples, "testExamples", experiment)
        case .validation(let share):
            (training, test) = Self.holdingOut(share, of: selected)
        }
        let network: Network
        do {
            network = try Network(experiment.architecture, for: training)
        } catch {
            throw experiment.error(at: "model", "\(error)")
        }
        guard experiment.training.local.augmentation == nil || training.shape.height > 1 else {
            throw experiment.error(
                at: "training.augmentation",
                "crops and flips need images; an example of \(training.name) is a row of \(training.shape.width) numbers"
            )
        }
        guard training.count >= experiment.sites.count else {
            throw experiment.error(
                at: "data.trainExamples",
                "\(training.count) examples do not give each of \(experiment.sites.count) sites one")
        }
        guard test.count >= 1 else {
            throw experiment.error(at: "data", "no examples for testing; expected 1 or more")
        }
        task = ClassificationTask(network: network, training: training, test: test)
    }

    /// The sites with their data, the clock and the budget, for one seed.
    ///
    /// - Throws: `DocumentError` where the rounds leave the trace, which names the span that it covers.
    public func scenario(seed: UInt64) throws -> Scenario { try scenario(seed: seed, examples: nil) }

    /// - Parameter examples: of each site, for a federation whose data are elsewhere; nil for the experiment's partition.
    package func scenario(seed: UInt64, examples: [Int]?) throws -> Scenario {
        let horizon = experiment.rounds * experiment.carbon.slotSeconds
        let means: [Double]
        do {
            means = try zones.map { try trace.mean(zone: $0, from: experiment.carbon.start, seconds: horizon) }
        } catch {
            throw experiment.error(at: "carbon.start", "\(experiment.rounds) rounds do not fit: \(error)")
        }
        var stream = RandomStream(seed: seed, "partition")
        let parts =
            examples?.map { Array(0..<$0) }
            ?? experiment.partition.assign(
                PartitionExamples(
                    labels: task.training.labels, classCount: task.training.classCount, siteCount: zones.count,
                    meanIntensities: means), using: &stream)
        let local = experiment.training.local
        let workload = Workload(
            training: local, modelBytes: task.parameterCount * MemoryLayout<Float>.size,
            updates: experiment.training.updates)
        let sites = experiment.sites.indices.map { index in
            let declared = experiment.sites[index]
            let site = Site(
                name: declared.name, zone: zones[index], rows: parts[index], energy: declared.energy,
                capacitySamples: declared.capacitySamples, availability: declared.availability)
            var energy = declared.energy
            energy.compute = energy.compute.resolved(
                flopsPerSample: Double(task.work.training), samplesPerRound: workload.samples(of: site))
            return Site(
                name: site.name, zone: site.zone, rows: site.rows, energy: energy,
                capacitySamples: site.capacitySamples, availability: site.availability)
        }
        return try Scenario(
            sites: sites, trace: trace, start: experiment.carbon.start, slotSeconds: experiment.carbon.slotSeconds,
            rounds: experiment.rounds, workload: workload, budget: experiment.budget)
    }

    /// Trains the scenario's sites on the threads of this process.
    package func localTrainer(seed: UInt64, scenario: Scenario, pool: WorkerPool) -> any SiteTrainer {
        LocalSiteTrainer(task, scenario: scenario, seed: seed, pool: pool)
    }

    /// A run of one method, at its first round.
    package func simulation(
        of method: Method, seed: UInt64, scenario: Scenario, trainer: any SiteTrainer, pool: WorkerPool
    ) -> FederatedSimulation {
        FederatedSimulation(
            scenario: scenario, trainer: trainer, policy: method.policy, aggregation: method.aggregation,
            server: method.server, average: method.average,
            // A federation elsewhere holds its own model; here is only the sum of what it sends of the updates.
            parameters: trainer is any FederationSites
                ? [Float](repeating: 0, count: trainer.parameterCount) : task.initialParameters(seed: seed),
            settings: FederatedSimulation.Settings(
                learningRate: Float(experiment.training.learningRate),
                learningRateDecay: Float(experiment.training.learningRateDecay), hardBudget: method.hardBudget,
                evaluateEvery: experiment.evaluateEvery, seed: seed), pool: pool)
    }

    /// What is left to train on, and what is held out.
    private static func holdingOut(_ share: Double, of dataset: Dataset) -> (rest: Dataset, held: Dataset) {
        var stream = RandomStream(seed: 0, "validation")
        let count = Int(saturating: (share * Double(dataset.count)).rounded())
        let held = Set(stream.sample(count, outOf: dataset.count))
        return (
            dataset.subset((0..<dataset.count).filter { !held.contains($0) }), dataset.subset(held.sorted())
        )
    }

    private static func subset(
        _ dataset: Dataset, _ count: Int?, _ key: String, _ experiment: Experiment
    ) throws -> Dataset {
        guard let count else { return dataset }
        guard count <= dataset.count else {
            throw experiment.error(
                at: "data.\(key)", "\(count) is more than the \(dataset.count) examples of \(dataset.name)")
        }
        // The same examples for all seeds: seeds vary the partition, the start and the order, not the task.
        var stream = RandomStream(seed: 0, "subset", key)
        return dataset.subset(stream.sample(count, outOf: dataset.count).sorted())
    }
}
