import LinearAlgebra

/// Gradients of predictions by the last linear layer, (softmax − onehot) ⊗ (features, 1), kept as their factors.
public struct LastLayerGradients: Sendable {
    /// n × classes: softmax minus the one-hot label.
    public let residuals: Matrix
    /// n × features: what enters the last layer.
    public let features: Matrix
    /// Whether the layer adds a bias, whose gradient then comes last.
    public let hasBias: Bool

    /// Weighted mean over the predictions as features × classes and then biases; the plain mean without weights.
    ///
    /// - Parameter weights: not negative, with a positive sum.
    public func mean(weights: [Float]? = nil) -> [Float] {
        let (n, classes, width) = (residuals.rows, residuals.columns, features.columns)
        precondition(n > 0 && weights?.count ?? n == n, "\(weights?.count ?? n) weights for \(n) examples")
        let sum = weights.map { $0.reduce(0.0) { $0 + Double($1) } } ?? Double(n)
        precondition(sum > 0, "weights must have a positive sum")
        var scaled = residuals
        for i in 0..<n {
            let factor = Float(Double(weights?[i] ?? 1) / sum)
            for j in 0..<classes { scaled[i, j] *= factor }
        }
        var product = Matrix(rows: width, columns: classes)
        features.withView { f in
            scaled.withView { r in product.withMutableView { multiply(f, .transposed, r, into: $0) } }
        }
        guard hasBias else { return product.elements }
        var bias = [Float](repeating: 0, count: classes)
        for i in 0..<n { for j in 0..<classes { bias[j] += scaled[i, j] } }
        return product.elements + bias
    }
}
