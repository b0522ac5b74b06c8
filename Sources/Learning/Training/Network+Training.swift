import LinearAlgebra
import Reproducibility

extension Network {
    /// Trains `parameters` in place on the examples `rows`; no examples or no effort leaves them as they are.
    ///
    /// `rng` decides the order of the examples, and crops and flips if they are asked for, nothing else. With plain SGD the
    /// step is part of the product that makes the weight gradient; the gradient itself is never stored.
    /// - Parameters:
    ///   - learningRate: finite, at least 0.
    ///   - start: where in the run the training begins.
    ///   - workspace: its capacity must be at least the batch size.
    public func train(
        _ parameters: inout [Float], on dataset: Dataset, rows: [Int], settings: LocalTraining, learningRate: Float,
        from start: TrainingStart = TrainingStart(), using rng: inout RandomStream, in workspace: NetworkWorkspace
    ) -> TrainingOutcome {
        run(
            &parameters, on: dataset, rows: rows, settings: settings, learningRate: learningRate, from: start,
            using: &rng, in: [workspace]
        ) { w, batch, target in
            lossAndGradientOfGathered(
                w, on: dataset, rows: batch, weights: nil, uniformWeight: 1 / Float(batch.count), target: target,
                in: workspace)
        }
    }

    /// As above with each batch in two halves that run at once, for a round in which a single site trains.
    ///
    /// The halves are the same whatever the pool, and are summed in order, so the bits do not depend on it; they differ from
    /// the unsplit training's by rounding.
    /// - Parameter workspaces: two or more, also if the pool has a single worker.
    public func train(
        _ parameters: inout [Float], on dataset: Dataset, rows: [Int], settings: LocalTraining, learningRate: Float,
        from start: TrainingStart = TrainingStart(), using rng: inout RandomStream, pool: WorkerPool,
        workspaces: [NetworkWorkspace]
    ) -> TrainingOutcome {
        precondition(workspaces.count >= 2, "\(workspaces.count) workspaces for two halves")
        let halves = [workspaces[0], workspaces[1]]
        let gradients = halves.map { _ in UnsafeMutablePointer<Float>.allocate(capacity: parameterCount) }
        defer { for gradient in gradients { gradient.deallocate() } }
        let losses = UnsafeMutablePointer<Double>.allocate(capacity: 2)
        defer { losses.deallocate() }
        return pool.withPair { pair in
            run(
                &parameters, on: dataset, rows: rows, settings: settings, learningRate: learningRate, from: start,
                using: &rng, in: halves
            ) { w, batch, target in
                let pieces = Self.halves(of: batch)
                losses.update(repeating: 0, count: 2)
                pair.halves { half in
                    guard half < pieces.count else { return }
                    losses[half] = lossAndGradientOfGathered(
                        w, on: dataset, rows: pieces[half], weights: nil, uniformWeight: 1 / Float(batch.count),
                        target: GradientTarget(base: gradients[half], scale: 1, keep: 0), in: halves[half])
                }
                // Two fixed parts of the vector, so that both cores add up.
                let middle = parameterCount / 2
                pair.halves { part in
                    let (start, count) = part == 0 ? (0, middle) : (middle, parameterCount - middle)
                    let place = target.offset(by: start)
                    if pieces.count == 1 {
                        merge(gradients[0] + start, count: count, into: place)
                    } else {
                        merge(gradients[0] + start, gradients[1] + start, count: count, into: place)
                    }
                }
                return losses[0] + losses[1]
            }
        }
    }

    /// The first half is the larger one; a batch of one has no second.
    private static func halves(of batch: ArraySlice<Int>) -> [ArraySlice<Int>] {
        let first = batch.prefix((batch.count + 1) / 2)
        return batch.count == 1 ? [first] : [first, batch.dropFirst(first.count)]
    }

    /// The loop over batches. Each is gathered in as many pieces as there are workspaces (one or two), then
    /// `lossAndGradient` puts its mean gradient into the target and returns its summed loss.
    private func run(
        _ parameters: inout [Float], on dataset: Dataset, rows: [Int], settings: LocalTraining, learningRate: Float,
        from start: TrainingStart, using rng: inout RandomStream, in workspaces: [NetworkWorkspace],
        lossAndGradient: (UnsafePointer<Float>, ArraySlice<Int>, GradientTarget) -> Double
    ) -> TrainingOutcome {
        for workspace in workspaces {
            check(parameters.count, dataset, workspace)
            precondition(
                workspace.batchCapacity >= settings.batchSize,
                "a workspace for batches of \(workspace.batchCapacity) and batches of \(settings.batchSize)")
            (workspace.squaredLossSum, workspace.predictionCount) = (0, 0)
        }
        precondition(learningRate >= 0 && learningRate.isFinite, "learning rate \(learningRate)")
        let stepper = TrainingStep(settings, from: parameters, moments: start.moments)
        var outcome = TrainingOutcome(samples: 0, steps: 0, meanLoss: 0, meanSquaredLoss: 0, diverged: false)
        var order = rows
        var next = rows.count
        var lossSum = 0.0
        for _ in 0..<settings.stepCount(examples: rows.count) {
            if next >= order.count {
                order.shuffle(using: &rng)
                next = 0
            }
            let batch = order[next..<min(next + settings.batchSize, order.count)]
            next += batch.count
            let pieces = workspaces.count == 1 ? [batch] : Self.halves(of: batch)
            for (piece, workspace) in zip(pieces, workspaces) {
                gather(dataset, piece, in: workspace)
                augment(settings.augmentation, count: piece.count, using: &rng, in: workspace)
            }
            let factor = settings.schedule?.factor(start.step + outcome.steps, of: start.stepCount) ?? 1
            let loss = stepper.step(&parameters, learningRate: factor * learningRate) {
                lossAndGradient($0, batch, $1)
            }
            lossSum += loss
            outcome.samples += batch.count
            outcome.steps += 1
            guard loss.isFinite else {
                outcome.diverged = true
                break
            }
        }
        let predictions = workspaces.reduce(0) { $0 + $1.predictionCount }
        if predictions > 0 {
            outcome.meanLoss = lossSum / Double(predictions)
            outcome.meanSquaredLoss = workspaces.reduce(0) { $0 + $1.squaredLossSum } / Double(predictions)
        }
        outcome.moments = settings.keepsMoments ? stepper.moments : nil
        return outcome
    }

    private func augment(
        _ augmentation: ImageAugmentation?, count: Int, using rng: inout RandomStream, in workspace: NetworkWorkspace
    ) {
        guard let augmentation else { return }
        for example in 0..<count {
            augmentation.apply(
                to: workspace.activations[0] + example * input.count, shape: input, copy: workspace.imageCopy,
                using: &rng)
        }
    }
}
