import LinearAlgebra

extension Network {
    /// Mean gradient of the loss over `rows`, or the mean weighted by `weights`, and the loss averaged alike.
    ///
    /// - Parameters:
    ///   - rows: at least one; worked through in batches of the workspace's capacity, summed in order.
    ///   - weights: one for each row, not negative, with a positive sum; only their ratios matter.
    ///   - gradient: overwritten; as long as the parameters.
    /// - Returns: the (weighted) mean loss.
    public func gradient(
        _ parameters: [Float], on dataset: Dataset, rows: [Int], weights: [Float]? = nil, into gradient: inout [Float],
        in workspace: NetworkWorkspace
    ) -> Double {
        check(parameters.count, dataset, workspace)
        precondition(
            gradient.count == parameterCount, "\(gradient.count) gradient entries for \(parameterCount) parameters")
        precondition(!rows.isEmpty, "the mean gradient over no examples")
        var normalized: [Float]?
        if let weights {
            precondition(weights.count == rows.count, "\(weights.count) weights for \(rows.count) examples")
            let sum = weights.reduce(0.0) { $0 + Double($1) }
            precondition(
                sum > 0 && sum.isFinite && weights.allSatisfy { $0 >= 0 },
                "weights must be at least 0 with a positive sum")
            normalized = weights.map { Float(Double($0) / sum) }
        }
        var loss = 0.0
        parameters.withUnsafeBufferPointer { parameters in
            gradient.withUnsafeMutableBufferPointer { gradient in
                for start in stride(from: 0, to: rows.count, by: workspace.batchCapacity) {
                    let piece = start..<min(start + workspace.batchCapacity, rows.count)
                    gather(dataset, rows[piece], in: workspace)
                    loss += lossAndGradientOfGathered(
                        parameters.baseAddress!, on: dataset, rows: rows[piece], weights: normalized?[piece],
                        uniformWeight: 1 / Float(rows.count),
                        target: GradientTarget(base: gradient.baseAddress!, scale: 1, keep: start == 0 ? 0 : 1),
                        in: workspace)
                }
            }
        }
        return loss / Double(predictions) / (weights == nil ? Double(rows.count) : 1)
    }
}
