import LinearAlgebra

/// y_p = E[token_p] + P[p] for each position p; E is vocabulary × width, P positions × width, both row-major.
struct EmbeddingOperation: LayerOperation {
    let positions: Int
    let width: Int
    let vocabulary: Int
    /// Offsets in the parameter vector.
    let tokenVectors: Int
    let positionVectors: Int

    var inputCount: Int { positions }
    var outputCount: Int { positions * width }
    var worksByImage: Bool { false }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        for row in 0..<batch * positions {
            let vector = parameters + tokenVectors + token(buffers.input[row]) * width
            let place = parameters + positionVectors + row % positions * width
            let output = buffers.output + row * width
            for j in 0..<width { output[j] = vector[j] + place[j] }
        }
    }

    /// The output, which comes later and so runs backward earlier, has already written the gradient of E: this one adds.
    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        for row in 0..<batch * positions {
            let gradient = target.base + tokenVectors + token(buffers.input[row]) * width
            let delta = buffers.outputDelta + row * width
            for j in 0..<width { gradient[j] += target.scale * delta[j] }
        }
        for position in 0..<positions {
            let gradient = target.base + positionVectors + position * width
            if target.keep == 0 {
                gradient.update(repeating: 0, count: width)
            } else {
                for j in 0..<width { gradient[j] *= target.keep }
            }
            for example in 0..<batch {
                let delta = buffers.outputDelta + (example * positions + position) * width
                for j in 0..<width { gradient[j] += target.scale * delta[j] }
            }
        }
    }

    /// Data sets of text hold numbers of tokens; a foreign one could hold anything.
    private func token(_ number: Float) -> Int {
        let token = Int(exactly: number) ?? -1
        precondition(0..<vocabulary ~= token, "token \(number) of \(vocabulary)")
        return token
    }
}
