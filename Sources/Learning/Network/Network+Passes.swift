import LinearAlgebra

extension Network {
    /// Copies examples into the workspace's input batch, channel fastest if an image operation comes first.
    func gather(
        _ dataset: Dataset, _ rows: some RandomAccessCollection<Int>, in workspace: NetworkWorkspace
    ) {
        let width = input.count
        dataset.features.withView { features in
            var target = workspace.activations[0]
            for row in rows {
                precondition(0..<dataset.count ~= row, "row \(row) of \(dataset.count) examples")
                let source = features.base + row * width
                if input.channels == 1 {
                    target.update(from: source, count: width)
                } else {
                    interleave(source, into: target)
                }
                target += width
            }
        }
    }

    /// Channels, rows, columns → rows, columns, channels.
    private func interleave(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        let (channels, pixels) = (input.channels, input.height * input.width)
        for channel in 0..<channels {
            let plane = source + channel * pixels
            for pixel in 0..<pixels { target[pixel * channels + channel] = plane[pixel] }
        }
    }

    /// Runs the operations on the gathered batch; the logits are the workspace's last activation.
    ///
    /// Image operations run one example at a time through all of them, so that an example stays in the cache.
    func forward(_ parameters: UnsafePointer<Float>, batch: Int, in workspace: NetworkWorkspace) {
        func run(_ i: Int, example: Int, batch: Int) {
            let operation = operations[i]
            operation.forward(
                parameters,
                ForwardBuffers(
                    input: workspace.activations[i] + example * operation.inputCount,
                    output: workspace.activations[i + 1] + example * operation.outputCount,
                    saved: workspace.saved[i] + example * operation.savedCount, scratch: workspace.scratch),
                batch: batch)
        }
        for example in 0..<(imageOperationCount > 0 ? batch : 0) {
            for i in 0..<imageOperationCount { run(i, example: example, batch: 1) }
        }
        for i in imageOperationCount..<operations.count { run(i, example: 0, batch: batch) }
    }

    /// Backward pass from the derivative by the logits, which lies in `workspace.batchDeltas[0]`.
    func backward(
        _ parameters: UnsafePointer<Float>, batch: Int, target: GradientTarget, in workspace: NetworkWorkspace
    ) {
        func run(
            _ i: Int, example: Int, batch: Int, outputDelta: UnsafeMutablePointer<Float>,
            inputDelta: UnsafeMutablePointer<Float>, target: GradientTarget
        ) {
            let operation = operations[i]
            operation.backward(
                parameters,
                BackwardBuffers(
                    input: workspace.activations[i] + example * operation.inputCount,
                    output: workspace.activations[i + 1] + example * operation.outputCount,
                    saved: workspace.saved[i] + example * operation.savedCount, outputDelta: outputDelta,
                    inputDelta: i == 0 ? nil : inputDelta, scratch: workspace.scratch),
                target: target, batch: batch)
        }
        var turn = 0
        for i in (imageOperationCount..<operations.count).reversed() {
            run(
                i, example: 0, batch: batch, outputDelta: workspace.batchDeltas[turn],
                inputDelta: workspace.batchDeltas[1 - turn], target: target)
            turn = 1 - turn
        }
        guard imageOperationCount > 0 else { return }
        // The other examples still need the parameters, so these gradients are summed up before they reach the target.
        let width = operations[imageOperationCount - 1].outputCount
        for example in 0..<batch {
            var outputDelta = workspace.batchDeltas[turn] + example * width
            for i in (0..<imageOperationCount).reversed() {
                let inputDelta = workspace.imageDeltas[i % 2]
                run(
                    i, example: example, batch: 1, outputDelta: outputDelta, inputDelta: inputDelta,
                    target: GradientTarget(base: workspace.imageGradient, scale: 1, keep: example == 0 ? 0 : 1))
                outputDelta = inputDelta
            }
        }
        merge(workspace.imageGradient, count: imageParameterCount, into: target)
    }

    /// Forward pass, loss and backward pass of one batch that `gather` put into the workspace.
    ///
    /// - Parameters:
    ///   - weights: per example of the batch, what its loss counts in the gradient; nil is `uniformWeight` each. An example's
    ///     loss is the sum of its predictions' over `predictions`, so that all tokens of texts of uneven length count alike.
    /// - Returns: Σ of the predictions' losses, weighted if `weights` is given.
    func lossAndGradientOfGathered(
        _ parameters: UnsafePointer<Float>, on dataset: Dataset, rows: ArraySlice<Int>, weights: ArraySlice<Float>?,
        uniformWeight: Float, target: GradientTarget, in workspace: NetworkWorkspace
    ) -> Double {
        forward(parameters, batch: rows.count, in: workspace)
        let logits = workspace.activations[operations.count]
        let delta = workspace.batchDeltas[0]
        var sum = 0.0
        for (i, row) in rows.enumerated() {
            let weight = weights.map { $0[$0.startIndex + i] } ?? uniformWeight
            for place in i * predictions..<(i + 1) * predictions {
                guard let label = dataset.targets[row, place - i * predictions] else {
                    (delta + place * classes).update(repeating: 0, count: classes)
                    continue
                }
                let loss = Double(
                    SoftmaxCrossEntropy.gradient(
                        logits + place * classes, label: label, classes: classes, weight: weight / Float(predictions),
                        delta: delta + place * classes))
                sum += weights == nil ? loss : Double(weight) * loss
                workspace.squaredLossSum += loss * loss
                workspace.predictionCount += 1
            }
        }
        backward(parameters, batch: rows.count, target: target, in: workspace)
        return sum
    }

    func check(_ parameterCount: Int, _ dataset: Dataset, _ workspace: NetworkWorkspace) {
        precondition(
            parameterCount == self.parameterCount,
            "\(parameterCount) parameters for a network of \(self.parameterCount)")
        precondition(
            dataset.shape == input && dataset.targets.classCount == classes
                && dataset.targets.perExample == predictions,
            "a network for \(classes) classes of \(input) and a data set of \(dataset.targets.classCount) of \(dataset.shape)"
        )
        precondition(workspace.fits(self), "the workspace was made for another network")
    }
}
