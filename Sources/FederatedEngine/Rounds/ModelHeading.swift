import LinearAlgebra

/// Whether a model still travels or hovers: whether what sites send now points on along the way that it came.
///
///     h ← 0.9·h + 0.1·Σ_j p_j⟨Δ_j, w − w̄⟩ / (‖w − w̄‖·Σ_j p_j‖Δ_j‖)
///
/// over the sites that train in a round, with w the model that they train and w̄ its running mean (decay 0.8). Above 0 further
/// rounds of the same kind take the model further; below 0 sites pull back what the rounds before overdid. It takes nothing
/// from the sites but what they send. The sign of this product is what O'Donoghue and Candès, "Adaptive restart for
/// accelerated gradient schemes", 2015, restart a momentum by.
package struct ModelHeading: Remembering, Sendable {
    package struct Memory: Codable, Sendable, Equatable {
        /// h in [−1, 1]; 0 before anything is known.
        var value = 0.0
        var mean = ModelAverage.Memory()
    }

    private var mean = ModelAverage.exponential
    private var value = 0.0

    package init() {}

    package var memory: Memory {
        get { Memory(value: value, mean: mean.memory) }
        set { (value, mean.memory) = (newValue.value, newValue.mean) }
    }

    /// h.
    package var current: Double { value }

    /// Hears what sites send, before it moves the model.
    ///
    /// - Parameters:
    ///   - shares: p_j of these sites.
    ///   - parameters: w, which they trained.
    /// - Complexity: O(P) for each update.
    package mutating func hear(_ updates: [SiteUpdate], shares: [Double], at parameters: [Float]) {
        guard !updates.isEmpty, let mean = mean.memory.parameters?.values else { return }
        var way = parameters
        for i in way.indices { way[i] -= mean[i] }
        func product(_ x: [Float], _ y: [Float]) -> Double {
            x.withUnsafeBufferPointer { x in y.withUnsafeBufferPointer { Double(dot(x, $0)) } }
        }
        var along = 0.0
        var length = 0.0
        for (update, share) in zip(updates, shares) {
            along += share * product(update.change, way)
            length += share * product(update.change, update.change).squareRoot()
        }
        length *= product(way, way).squareRoot()
        guard length > 0 else { return }
        value = 0.9 * value + 0.1 * along / length
    }

    /// Hears the model after a round with training.
    package mutating func follow(_ parameters: [Float]) { mean.follow(parameters) }
}
