import LinearAlgebra

extension Network {
    /// The last layer's gradient of each example, as factors: cheap, for only the forward pass runs.
    public func lastLayerGradients(
        _ parameters: [Float], on dataset: Dataset, rows: [Int], in workspace: NetworkWorkspace
    ) -> LastLayerGradients {
        check(parameters.count, dataset, workspace)
        let width = lastLayerInputCount
        let count = rows.count * predictions
        var residuals = [Float](repeating: 0, count: count * classes)
        var features = [Float](repeating: 0, count: count * width)
        for start in stride(from: 0, to: rows.count, by: workspace.batchCapacity) {
            let piece = rows[start..<min(start + workspace.batchCapacity, rows.count)]
            gather(dataset, piece, in: workspace)
            parameters.withUnsafeBufferPointer { forward($0.baseAddress!, batch: piece.count, in: workspace) }
            let logits = workspace.activations[operations.count]
            residuals.withUnsafeMutableBufferPointer { residuals in
                for (i, row) in piece.enumerated() {
                    for place in 0..<predictions {
                        guard let label = dataset.targets[row, place] else { continue }
                        _ = SoftmaxCrossEntropy.gradient(
                            logits + (i * predictions + place) * classes, label: label, classes: classes, weight: 1,
                            delta: residuals.baseAddress! + ((start + i) * predictions + place) * classes)
                    }
                }
            }
            features.withUnsafeMutableBufferPointer {
                ($0.baseAddress! + start * predictions * width).update(
                    from: workspace.activations[operations.count - 1], count: piece.count * predictions * width)
            }
        }
        return LastLayerGradients(
            residuals: Matrix(rows: count, columns: classes, elements: residuals),
            features: Matrix(rows: count, columns: width, elements: features),
            hasBias: lastLayer.count > width * classes)
    }
}
