import LinearAlgebra

extension Network {
    /// Copies examples into the workspace's input batch.
    func gather(
        _ dataset: Dataset, _ rows: some RandomAccessCollection<Int>, in workspace: NetworkWorkspace
    ) {
        let width = input.count
        dataset.features.withView { features in
            var target = workspace.activations[0]
            for row in rows {
                precondition(0..<dataset.count ~= row, "row \(row) of \(dataset.count) examples")
                target.update(from: features.base + row * width, count: width)
                target += width
            }
        }
    }

    /// Runs the operations on the gathered batch; the logits are the workspace's last activation.
    func forward(_ parameters: UnsafePointer<Float>, batch: Int, in workspace: NetworkWorkspace) {
        for (i, operation) in operations.enumerated() {
            operation.forward(
                parameters, input: workspace.activations[i], output: workspace.activations[i + 1], batch: batch,
                scratch: workspace.scratch)
        }
    }

    /// Backward pass from the derivative by the logits, which lies in `workspace.deltas[0]`.
    func backward(
        _ parameters: UnsafePointer<Float>, batch: Int, target: GradientTarget, in workspace: NetworkWorkspace
    ) {
        for i in operations.indices.reversed() {
            let turn = (operations.count - 1 - i) % 2
            operations[i].backward(
                parameters, input: workspace.activations[i], output: workspace.activations[i + 1],
                outputDelta: workspace.deltas[turn], inputDelta: i == 0 ? nil : workspace.deltas[1 - turn],
                target: target, batch: batch, scratch: workspace.scratch)
        }
    }

    /// Forward pass, loss and backward pass of one batch.
    ///
    /// - Parameters:
    ///   - weights: per example of the batch, what its loss counts in the gradient; nil is `uniformWeight` each.
    /// - Returns: Σ of the examples' losses, weighted if `weights` is given.
    func lossAndGradient(
        _ parameters: UnsafePointer<Float>, on dataset: Dataset, rows: ArraySlice<Int>, weights: ArraySlice<Float>?,
        uniformWeight: Float, target: GradientTarget, in workspace: NetworkWorkspace
    ) -> Double {
        gather(dataset, rows, in: workspace)
        forward(parameters, batch: rows.count, in: workspace)
        let logits = workspace.activations[operations.count]
        let delta = workspace.deltas[0]
        var sum = 0.0
        for (i, row) in rows.enumerated() {
            let weight = weights.map { $0[$0.startIndex + i] } ?? uniformWeight
            let loss = Double(
                SoftmaxCrossEntropy.gradient(
                    logits + i * classes, label: Int(dataset.labels[row]), classes: classes, weight: weight,
                    delta: delta + i * classes))
            sum += weights == nil ? loss : Double(weight) * loss
            workspace.squaredLossSum += loss * loss
        }
        backward(parameters, batch: rows.count, target: target, in: workspace)
        return sum
    }

    func check(_ parameterCount: Int, _ dataset: Dataset, _ workspace: NetworkWorkspace) {
        precondition(
            parameterCount == self.parameterCount,
            "\(parameterCount) parameters for a network of \(self.parameterCount)")
        precondition(
            dataset.shape == input && dataset.classCount == classes,
            "a network for \(classes) classes of \(input) and a data set of \(dataset.classCount) of \(dataset.shape)")
        precondition(workspace.fits(self), "the workspace was made for another network")
    }
}
