import Documents
import Foundation
import Learning

/// tanh(x) of each number.
struct Tanh: Layer {
    static let kind = "tanh"
    static let abstract = "tanh of each number"

    init(_ reader: DocumentReader) {}

    func append(to plan: inout NetworkPlan) throws {
        let operation = TanhOperation(inputCount: plan.shape.count)
        if plan.isFlat {
            plan.append(operation, outputs: operation.inputCount)
        } else {
            plan.append(operation, shape: plan.shape)
        }
    }
}

struct TanhOperation: LayerOperation {
    let inputCount: Int
    var outputCount: Int { inputCount }
    var worksByImage: Bool { false }

    func forward(_ parameters: UnsafePointer<Float>, _ buffers: ForwardBuffers, batch: Int) {
        for i in 0..<batch * inputCount { buffers.output[i] = tanhf(buffers.input[i]) }
    }

    /// d tanh(x)/dx = 1 − tanh²(x).
    func backward(_ parameters: UnsafePointer<Float>, _ buffers: BackwardBuffers, target: GradientTarget, batch: Int) {
        guard let inputDelta = buffers.inputDelta else { return }
        for i in 0..<batch * inputCount {
            inputDelta[i] = buffers.outputDelta[i] * (1 - buffers.output[i] * buffers.output[i])
        }
    }
}
