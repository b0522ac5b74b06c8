import LinearAlgebra

/// The steps of one local training: from the gradient of each batch to new parameters.
final class TrainingStep {
    /// Puts the batch's mean gradient at some parameters into a target; returns its summed loss.
    typealias Gradient = (UnsafePointer<Float>, GradientTarget) -> Double

    private let settings: LocalTraining
    /// w_start of FedProx; empty without it.
    private let start: [Float]
    /// v of SGD with momentum; empty without it.
    private var velocity: [Float] = []
    /// The gradient where it is needed whole: by AdamW, and to be clipped.
    private var gradient: [Float] = []
    /// Of AdamW; nil with SGD.
    private(set) var moments: AdamMoments?

    /// - Parameter moments: from an earlier training; nil begins anew.
    init(_ settings: LocalTraining, from parameters: [Float], moments: AdamMoments?) {
        self.settings = settings
        start = settings.proximalWeight > 0 ? parameters : []
        let zeros = { [Float](repeating: 0, count: parameters.count) }
        if settings.clipNorm != nil { gradient = zeros() }
        switch settings.optimizer {
        case .sgd:
            if settings.momentum > 0 { velocity = zeros() }
        case .adamW:
            gradient = zeros()
            self.moments = moments ?? AdamMoments(parameterCount: parameters.count)
        }
    }

    /// One step; returns the batch's summed loss before it.
    func step(_ parameters: inout [Float], learningRate: Float, _ computed: Gradient) -> Double {
        parameters.withUnsafeMutableBufferPointer { w in
            guard let base = w.baseAddress else { return 0 }
            switch settings.optimizer {
            case .sgd:
                return settings.momentum > 0
                    ? stepWithMomentum(w, base, learningRate, computed) : stepDown(w, base, learningRate, computed)
            case .adamW(let adamW):
                return gradient.withUnsafeMutableBufferPointer { g in
                    guard let buffer = g.baseAddress else { return 0 }
                    let loss = put(computed, at: base, GradientTarget(base: buffer, scale: 1, keep: 0), by: g)
                    if settings.proximalWeight > 0 {
                        add(UnsafeBufferPointer(w), scaledBy: settings.proximalWeight, to: g)
                        start.withUnsafeBufferPointer { add($0, scaledBy: -settings.proximalWeight, to: g) }
                    }
                    adamW.step(
                        base, gradient: buffer, moments: &moments, learningRate: learningRate,
                        weightDecay: settings.weightDecay)
                    return loss
                }
            }
        }
    }

    /// w ← w − rate·(g + decay·w + proximal·(w − w_start)) = (1 − rate·pull)·w − rate·g + rate·proximal·w_start
    private func stepDown(
        _ w: UnsafeMutableBufferPointer<Float>, _ base: UnsafeMutablePointer<Float>, _ learningRate: Float,
        _ computed: Gradient
    ) -> Double {
        let loss = gradient.withUnsafeMutableBufferPointer {
            put(
                computed, at: base,
                GradientTarget(base: base, scale: -learningRate, keep: 1 - learningRate * pull), by: $0)
        }
        if settings.proximalWeight > 0 {
            start.withUnsafeBufferPointer { add($0, scaledBy: learningRate * settings.proximalWeight, to: w) }
        }
        return loss
    }

    /// v ← momentum·v + g + pull·w − proximal·w_start;  w ← w − rate·v
    private func stepWithMomentum(
        _ w: UnsafeMutableBufferPointer<Float>, _ base: UnsafeMutablePointer<Float>, _ learningRate: Float,
        _ computed: Gradient
    ) -> Double {
        velocity.withUnsafeMutableBufferPointer { v in
            guard let velocityBase = v.baseAddress else { return 0 }
            let loss = gradient.withUnsafeMutableBufferPointer {
                put(
                    computed, at: base,
                    GradientTarget(base: velocityBase, scale: 1, keep: settings.momentum), by: $0)
            }
            if pull > 0 { add(UnsafeBufferPointer(w), scaledBy: pull, to: v) }
            if settings.proximalWeight > 0 {
                start.withUnsafeBufferPointer { add($0, scaledBy: -settings.proximalWeight, to: v) }
            }
            add(UnsafeBufferPointer(v), scaledBy: -learningRate, to: w)
            return loss
        }
    }

    /// What weight decay and FedProx multiply w with in the gradient.
    private var pull: Float { settings.weightDecay + settings.proximalWeight }

    /// Puts the gradient of the batch into `target`: as it is, or by way of `buffer` no longer than is allowed.
    private func put(
        _ computed: Gradient, at parameters: UnsafePointer<Float>, _ target: GradientTarget,
        by buffer: UnsafeMutableBufferPointer<Float>
    ) -> Double {
        guard let largest = settings.clipNorm, let whole = buffer.baseAddress else {
            return computed(parameters, target)
        }
        let loss = computed(parameters, GradientTarget(base: whole, scale: 1, keep: 0))
        // As torch.nn.utils.clip_grad_norm_ has it.
        let factor = min(1, largest / (Self.norm(buffer) + 1e-6))
        merge(
            whole, count: buffer.count,
            into: GradientTarget(base: target.base, scale: target.scale * factor, keep: target.keep))
        return loss
    }

    /// ‖g‖₂, in Double over pieces, so that a long vector's does not lose its last digits.
    private static func norm(_ gradient: UnsafeMutableBufferPointer<Float>) -> Float {
        let piece = 4096
        var total = 0.0
        for start in stride(from: 0, to: gradient.count, by: piece) {
            let part = UnsafeBufferPointer(rebasing: gradient[start..<min(start + piece, gradient.count)])
            total += Double(dot(part, part))
        }
        return Float(total.squareRoot())
    }
}
