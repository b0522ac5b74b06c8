import LinearAlgebra

extension Network {
    /// The last layer's gradient of each example, as factors: cheap, for only the forward pass runs.
    public func lastLayerGradients(
        _ parameters: [Float], on dataset: Dataset, rows: [Int], in workspace: NetworkWorkspace
    ) -> LastLayerGradients {
        check(parameters.count, dataset, workspace)
        let width = lastLayerInputCount
        var residuals = [Float](repeating: 0, count: rows.count * classes)
        var features = [Float](repeating: 0, count: rows.count * width)
        for start in stride(from: 0, to: rows.count, by: workspace.batchCapacity) {
            let piece = rows[start..<min(start + workspace.batchCapacity, rows.count)]
            gather(dataset, piece, in: workspace)
            parameters.withUnsafeBufferPointer { forward($0.baseAddress!, batch: piece.count, in: workspace) }
            let logits = workspace.activations[operations.count]
            residuals.withUnsafeMutableBufferPointer { residuals in
                for (i, row) in piece.enumerated() {
                    _ = SoftmaxCrossEntropy.gradient(
                        logits + i * classes, label: Int(dataset.labels[row]), classes: classes, weight: 1,
                        delta: residuals.baseAddress! + (start + i) * classes)
                }
            }
            features.withUnsafeMutableBufferPointer {
                ($0.baseAddress! + start * width).update(
                    from: workspace.activations[operations.count - 1], count: piece.count * width)
            }
        }
        return LastLayerGradients(
            residuals: Matrix(rows: rows.count, columns: classes, elements: residuals),
            features: Matrix(rows: rows.count, columns: width, elements: features))
    }
}
