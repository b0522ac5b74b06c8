import Learning
import LinearAlgebra
import Reproducibility

/// Trains sites on the threads of this process, one workspace per worker.
public final class LocalSiteTrainer<Task: LearningTask>: SiteTrainer {
    private let task: Task
    private let scenario: Scenario
    private let seed: UInt64
    private let pool: WorkerPool
    /// One per worker, and two at least: a site that trains alone is split in two.
    private let workspaces: [Task.Workspace]
    /// Coresets chosen so far, of the fraction asked for last.
    private var coresets: (fraction: Double, bySite: [Int: SiteCoreset])?

    public init(_ task: Task, scenario: Scenario, seed: UInt64, pool: WorkerPool) {
        (self.task, self.scenario, self.seed, self.pool) = (task, scenario, seed, pool)
        // Text takes memory for each of its tokens: as many rows at once as hold so many predictions.
        let rows = max(1, max(EvaluationPieces.testRows, EvaluationPieces.gradientRows) / task.predictionsPerExample)
        let capacity = max(scenario.workload.training.batchSize, rows)
        workspaces = (0..<max(2, pool.workers)).map { _ in task.makeWorkspace(batchCapacity: capacity) }
    }

    public var parameterCount: Int { task.parameterCount }
    public var work: WorkPerExample { task.work }

    public func train(
        _ sites: [Int], isLone: Bool, round: Int, from parameters: [Float], learningRate: Float,
        moments: [Int: AdamMoments]
    ) throws -> [SiteUpdate] {
        if isLone, sites.count == 1 {
            return [
                try trainOne(
                    sites[0], round: round, from: parameters, learningRate: learningRate, moments: moments[sites[0]],
                    worker: nil)
            ]
        }
        // The longest jobs first, so that no worker is left with a big one at the end.
        let samples = sites.map { scenario.samples(at: $0) }
        let order = sites.indices.sorted { (samples[$0], $1) > (samples[$1], $0) }
        nonisolated(unsafe) let trainer = self
        let results = try pool.map(sites.count) { worker, position in
            try trainer.trainOne(
                sites[order[position]], round: round, from: parameters, learningRate: learningRate,
                moments: moments[sites[order[position]]], worker: worker)
        }
        var inOrder = [SiteUpdate?](repeating: nil, count: sites.count)
        for (position, result) in zip(order, results) { inOrder[position] = result }
        return inOrder.compactMap { $0 }
    }

    /// - Parameter worker: whose workspace to use; nil splits each batch over the pool, which only the number of selected
    ///   sites decides, so that the bits do not depend on the pool.
    private func trainOne(
        _ site: Int, round: Int, from parameters: [Float], learningRate: Float, moments: AdamMoments?, worker: Int?
    ) throws -> SiteUpdate {
        var local = parameters
        var stream = RandomStream(seed: seed, "minibatch", site, round)
        let declared = scenario.sites[site]
        let settings = scenario.workload.training(at: declared)
        let steps = settings.stepCount(examples: declared.rows.count)
        func total(_ rounds: Int) -> Int { Int(saturating: min(Double(rounds) * Double(steps), 0x1p60)) }
        let start = TrainingStart(step: total(round), stepCount: total(scenario.rounds), moments: moments)
        let outcome =
            if let worker {
                task.train(
                    &local, rows: declared.rows, settings: settings, learningRate: learningRate, from: start,
                    using: &stream, in: workspaces[worker])
            } else {
                task.train(
                    &local, rows: declared.rows, settings: settings, learningRate: learningRate, from: start,
                    using: &stream, pool: pool, workspaces: workspaces)
            }
        local.add(parameters, scaledBy: -1)
        guard !outcome.diverged, local.allSatisfy(\.isFinite) else {
            throw TrainingError.diverged(round: round, site: declared.name, learningRate: learningRate)
        }
        return SiteUpdate(
            change: local, steps: outcome.steps,
            loss: SiteLoss(samples: outcome.samples, mean: outcome.meanLoss, meanSquare: outcome.meanSquaredLoss),
            moments: outcome.moments)
    }

    public func gradients(
        _ extent: GradientExtent, of sites: [Int], at parameters: [Float]
    ) throws -> [[Float]] {
        switch extent {
        case .full: try fullGradients(of: sites, at: parameters)
        case .lastLayer: try lastLayerGradients(of: sites, at: parameters)
        case .coreset(let fraction): try coresetGradients(fraction, of: sites, at: parameters)
        }
    }

    public func coresetDistances(_ fraction: Double, of site: Int) -> Double {
        SiteCoreset.distanceCount(fraction, classCounts: task.classCounts(of: scenario.sites[site].rows))
    }

    private func lastLayerGradients(of sites: [Int], at parameters: [Float]) throws -> [[Float]] {
        nonisolated(unsafe) let trainer = self
        return try pool.map(sites.count) { worker, index in
            trainer.task.lastLayerGradient(
                parameters, rows: trainer.scenario.sites[sites[index]].rows, in: trainer.workspaces[worker])
        }
    }

    private func coresetGradients(
        _ fraction: Double, of sites: [Int], at parameters: [Float]
    ) throws -> [[Float]] {
        nonisolated(unsafe) let trainer = self
        if coresets?.fraction != fraction { coresets = (fraction, [:]) }
        let missing = sites.filter { coresets?.bySite[$0] == nil }
        let chosen = try pool.map(missing.count) { _, index in
            SiteCoreset(
                fraction, rows: trainer.scenario.sites[missing[index]].rows, of: trainer.task)
        }
        for (site, coreset) in zip(missing, chosen) { coresets?.bySite[site] = coreset }
        let ready = sites.compactMap { coresets?.bySite[$0] }
        return try pool.map(sites.count) { worker, index in
            var gradient = [Float](repeating: 0, count: trainer.task.parameterCount)
            trainer.task.gradient(
                parameters, rows: ready[index].rows, weights: ready[index].weights,
                into: &gradient, in: trainer.workspaces[worker])
            return gradient
        }
    }

    private func fullGradients(of sites: [Int], at parameters: [Float]) throws -> [[Float]] {
        let chunks = chunked(sites, by: EvaluationPieces.gradientRows)
        nonisolated(unsafe) let trainer = self
        let parts = try pool.map(chunks.count) { worker, index in
            var gradient = [Float](repeating: 0, count: trainer.task.parameterCount)
            trainer.task.gradient(
                parameters, rows: chunks[index].rows, weights: nil, into: &gradient,
                in: trainer.workspaces[worker])
            return gradient
        }
        var sums = sites.map { _ in [Float](repeating: 0, count: task.parameterCount) }
        for (chunk, part) in zip(chunks, parts) {
            let weight = Float(chunk.rows.count) / Float(scenario.sites[sites[chunk.position]].rows.count)
            sums[chunk.position].add(part, scaledBy: weight)
        }
        return sums
    }

    public func losses(of sites: [Int], at parameters: [Float]) throws -> [Double] {
        let chunks = chunked(sites, by: EvaluationPieces.testRows)
        nonisolated(unsafe) let trainer = self
        let parts = try pool.map(chunks.count) { worker, index in
            trainer.task.evaluate(
                parameters, on: .training, rows: chunks[index].rows, in: trainer.workspaces[worker])
        }
        var sums = [Evaluation](repeating: Evaluation(), count: sites.count)
        for (chunk, part) in zip(chunks, parts) { sums[chunk.position] = sums[chunk.position] + part }
        return sums.map { $0.count > 0 ? $0.meanLoss : 0 }
    }

    public func evaluate(_ parameters: [Float]) throws -> Evaluation {
        let starts = Array(stride(from: 0, to: task.testCount, by: EvaluationPieces.testRows))
        nonisolated(unsafe) let trainer = self
        let parts = try pool.map(starts.count) { worker, index in
            let rows = Array(starts[index]..<min(starts[index] + EvaluationPieces.testRows, trainer.task.testCount))
            return trainer.task.evaluate(parameters, on: .test, rows: rows, in: trainer.workspaces[worker])
        }
        return parts.reduce(Evaluation(), +)
    }

    /// The rows of each site in pieces, in site order; `position` is the site's place in `sites`.
    private func chunked(_ sites: [Int], by size: Int) -> [(position: Int, rows: [Int])] {
        sites.enumerated().flatMap { position, site in
            let rows = scenario.sites[site].rows
            return stride(from: 0, to: rows.count, by: size).map {
                (position, Array(rows[$0..<min($0 + size, rows.count)]))
            }
        }
    }
}

/// How many rows are worked through at once: large enough for GEMM, small enough to share out, and the same for any number
/// of workers, so that sums do not depend on it.
private enum EvaluationPieces {
    /// Of the test set, and of a site's data where losses are asked for.
    static let testRows = 250
    /// Of a gradient.
    static let gradientRows = 256
}
