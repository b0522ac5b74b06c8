import LinearAlgebra
import RandomStreams

extension Network {
    /// Trains `parameters` in place by SGD on the examples `rows`; no examples or no effort leaves them as they are.
    ///
    /// The order of the examples is all that `rng` decides. Without momentum the step is part of the product that makes
    /// the weight gradient; the gradient itself is never stored.
    /// - Parameters:
    ///   - learningRate: finite, at least 0.
    ///   - workspace: its capacity must be at least the batch size.
    public func train(
        _ parameters: inout [Float], on dataset: Dataset, rows: [Int], settings: LocalTraining, learningRate: Float,
        using rng: inout RandomStream, in workspace: NetworkWorkspace
    ) -> TrainingOutcome {
        check(parameters.count, dataset, workspace)
        precondition(
            workspace.batchCapacity >= settings.batchSize,
            "a workspace for batches of \(workspace.batchCapacity) and batches of \(settings.batchSize)")
        precondition(learningRate >= 0 && learningRate.isFinite, "learning rate \(learningRate)")
        let start = settings.proximalWeight > 0 ? parameters : []
        if settings.momentum > 0 {
            workspace.velocity = [Float](repeating: 0, count: parameterCount)
        }
        var outcome = TrainingOutcome(samples: 0, steps: 0, meanLoss: 0, meanSquaredLoss: 0, diverged: false)
        var order = rows
        var next = rows.count
        var lossSum = 0.0
        workspace.squaredLossSum = 0
        for _ in 0..<settings.stepCount(examples: rows.count) {
            if next >= order.count {
                order.shuffle(using: &rng)
                next = 0
            }
            let batch = order[next..<min(next + settings.batchSize, order.count)]
            next += batch.count
            let loss = step(
                &parameters, on: dataset, batch: batch, start: start, settings: settings, learningRate: learningRate,
                in: workspace)
            lossSum += loss
            outcome.samples += batch.count
            outcome.steps += 1
            guard loss.isFinite else {
                outcome.diverged = true
                break
            }
        }
        if outcome.samples > 0 {
            outcome.meanLoss = lossSum / Double(outcome.samples)
            outcome.meanSquaredLoss = workspace.squaredLossSum / Double(outcome.samples)
        }
        return outcome
    }

    /// One step of SGD; returns the batch's summed loss before it.
    private func step(
        _ parameters: inout [Float], on dataset: Dataset, batch: ArraySlice<Int>, start: [Float],
        settings: LocalTraining, learningRate: Float, in workspace: NetworkWorkspace
    ) -> Double {
        // g + decay·w + proximal·(w − w_start) = g + pull·w − proximal·w_start
        let pull = settings.weightDecay + settings.proximalWeight
        return parameters.withUnsafeMutableBufferPointer { w in
            func lossAndGradient(_ target: GradientTarget) -> Double {
                self.lossAndGradient(
                    UnsafePointer(w.baseAddress!), on: dataset, rows: batch, weights: nil,
                    uniformWeight: 1 / Float(batch.count), target: target, in: workspace)
            }
            guard settings.momentum > 0 else {
                // w ← (1 − rate·pull)·w − rate·g + rate·proximal·w_start
                let loss = lossAndGradient(
                    GradientTarget(base: w.baseAddress!, scale: -learningRate, keep: 1 - learningRate * pull))
                if settings.proximalWeight > 0 {
                    start.withUnsafeBufferPointer { add($0, scaledBy: learningRate * settings.proximalWeight, to: w) }
                }
                return loss
            }
            return workspace.velocity.withUnsafeMutableBufferPointer { v in
                // v ← momentum·v + g + pull·w − proximal·w_start;  w ← w − rate·v
                let loss = lossAndGradient(GradientTarget(base: v.baseAddress!, scale: 1, keep: settings.momentum))
                if pull > 0 { add(UnsafeBufferPointer(w), scaledBy: pull, to: v) }
                if settings.proximalWeight > 0 {
                    start.withUnsafeBufferPointer { add($0, scaledBy: -settings.proximalWeight, to: v) }
                }
                add(UnsafeBufferPointer(v), scaledBy: -learningRate, to: w)
                return loss
            }
        }
    }
}
