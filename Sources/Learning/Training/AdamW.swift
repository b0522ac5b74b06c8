import Documents
import LinearAlgebra

/// AdamW: steps per coordinate by running means of the gradient and of its square, weight decay apart from both.
///
///     m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²
///     w ← (1 − η·decay)·w − η·(m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + ε)
///
/// in the t-th step. Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019; PyTorch's `AdamW`.
public struct AdamW: Sendable, Hashable, Codable {
    /// β₁ and β₂ in [0, 1), ε above 0.
    public var firstDecay: Float
    public var secondDecay: Float
    public var epsilon: Float
    /// Whether a site goes on with its m, v and t when it trains again; else each local training starts anew.
    public var keepsState: Bool

    public init(firstDecay: Float = 0.9, secondDecay: Float = 0.999, epsilon: Float = 1e-8, keepsState: Bool = false) {
        precondition(
            0..<1 ~= firstDecay && 0..<1 ~= secondDecay && epsilon > 0,
            "AdamW with decays \(firstDecay), \(secondDecay), epsilon \(epsilon)")
        (self.firstDecay, self.secondDecay) = (firstDecay, secondDecay)
        (self.epsilon, self.keepsState) = (epsilon, keepsState)
    }

    private enum State: String, CaseIterable { case reset, kept }

    init(_ reader: DocumentReader) throws {
        let state: State = try reader.choice(
            "state", default: .reset,
            help: "whether a site goes on with its moments when it trains again (kept) or starts anew (reset)")
        self.init(
            firstDecay: Float(try reader.number("firstDecay", .within(0...0.9999), default: 0.9, help: "β₁")),
            secondDecay: Float(try reader.number("secondDecay", .within(0...0.9999), default: 0.999, help: "β₂")),
            epsilon: Float(
                try reader.number("epsilon", .within(1e-12...1), default: 1e-8, help: "added to the root of v")),
            keepsState: state == .kept)
    }

    /// One step on `parameters`, with the gradient of the batch.
    func step(
        _ parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, moments: inout AdamMoments?,
        learningRate: Float, weightDecay: Float
    ) {
        guard var carried = moments else { return }
        moments = nil  // the one reference, so that nothing is copied
        defer { moments = carried }
        carried.steps += 1
        let (count, steps) = (carried.values.values.count / 2, carried.steps)
        func correction(_ decay: Float) -> Float { Float(1 - power(Double(decay), steps)) }
        let step = learningRate / correction(firstDecay)
        let spread = 1 / correction(secondDecay).squareRoot()
        let kept = 1 - learningRate * weightDecay
        let (b1, b2, epsilon) = (firstDecay, secondDecay, epsilon)
        carried.values.values.withUnsafeMutableBufferPointer { values in
            guard let m = values.baseAddress else { return }
            let v = m + count
            eachVector(count) { j in
                let g = load4(gradient + j)
                let mean = b1 * load4(m + j) + (1 - b1) * g
                let square = b2 * load4(v + j) + (1 - b2) * g * g
                store4(mean, m + j)
                store4(square, v + j)
                let change = step * mean / (square.squareRoot() * spread + epsilon)
                store4(kept * load4(parameters + j) - change, parameters + j)
            } each: { j in
                let g = gradient[j]
                m[j] = b1 * m[j] + (1 - b1) * g
                v[j] = b2 * v[j] + (1 - b2) * g * g
                parameters[j] = kept * parameters[j] - step * m[j] / (v[j].squareRoot() * spread + epsilon)
            }
        }
    }
}

/// What AdamW carries from step to step.
public struct AdamMoments: Sendable, Hashable, Codable {
    /// t.
    public var steps: Int
    /// m and then v, each as long as the parameters.
    public var values: FloatBlob

    public init(steps: Int, values: [Float]) { (self.steps, self.values) = (steps, FloatBlob(values)) }

    /// Before the first step.
    init(parameterCount: Int) { self.init(steps: 0, values: [Float](repeating: 0, count: 2 * parameterCount)) }
}

/// base^exponent for exponent ≥ 0.
private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
        if rest & 1 == 1 { result *= factor }
        factor *= factor
        rest >>= 1
    }
    return result
}
