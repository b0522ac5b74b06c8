import BenchmarkKit
import Learning
import Reproducibility

/// Single layers on one example, forward and backward; both answers are checked.
func benchmarkLayers(_ report: inout Report) throws {
    let cases: [(String, any Layer, Bool, ImageShape)] = [
        (
            "conv 5×5 1→6 28×28", .convolution(outputs: 6, kernel: 5, padding: 2), true,
            .init(channels: 1, height: 28, width: 28)
        ),
        ("conv 5×5 6→16 14×14", .convolution(outputs: 16, kernel: 5), true, .init(channels: 6, height: 14, width: 14)),
        (
            "conv 5×5 1→32 28×28", .convolution(outputs: 32, kernel: 5, padding: 2), true,
            .init(channels: 1, height: 28, width: 28)
        ),
        (
            "conv 5×5 32→64 14×14", .convolution(outputs: 64, kernel: 5, padding: 2), true,
            .init(channels: 32, height: 14, width: 14)
        ),
        (
            "conv 3×3 16→16 32×32", .convolution(outputs: 16, kernel: 3, padding: 1), false,
            .init(channels: 16, height: 32, width: 32)
        ),
        (
            "conv 3×3 16→32 32×32 stride 2", .convolution(outputs: 32, kernel: 3, stride: 2, padding: 1), false,
            .init(channels: 16, height: 32, width: 32)
        ),
        (
            "conv 3×3 64→64 8×8", .convolution(outputs: 64, kernel: 3, padding: 1), false,
            .init(channels: 64, height: 8, width: 8)
        ),
        ("max pool 2×2 6 28×28", .maxPool(size: 2), false, .init(channels: 6, height: 28, width: 28)),
        ("max pool 2×2 32 28×28", .maxPool(size: 2), false, .init(channels: 32, height: 28, width: 28)),
        ("group norm 8 of 16 32×32", .groupNorm(groups: 8), true, .init(channels: 16, height: 32, width: 32)),
        ("group norm 8 of 64 8×8", .groupNorm(groups: 8), true, .init(channels: 64, height: 8, width: 8)),
        ("global average pool 64 8×8", .globalAveragePool, false, .init(channels: 64, height: 8, width: 8)),
    ]
    for (name, layer, rectified, shape) in cases {
        let probe = try LayerProbe(layer, rectified: rectified, input: shape, seed: 7)
        probe.forward()
        let layerReference = Reference(layer: layer, rectified: rectified, shape: shape)
        let (input, parameters) = (probe.input.map(Double.init), probe.parameters.map(Double.init))
        let expected = layerReference.output(input, parameters)
        let largest = expected.map(abs).max() ?? 1
        let error = zip(probe.output, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
        let gradientError = layerReference.gradientError(of: probe)
        report.row(
            "\(name), forward", seconds: secondsPerCall(probe.forward), flops: probe.forwardFLOPs,
            error: error / largest)
        report.row(
            "\(name), backward", seconds: secondsPerCall(probe.backward), flops: 2 * probe.forwardFLOPs,
            error: gradientError)
    }
}

/// The layer by its definition, one number at a time.
private struct Reference {
    let layer: any Layer
    let rectified: Bool
    let shape: ImageShape

    /// ‖probe's gradient − true gradient‖ / ‖probe's gradient‖, estimated from slopes of outputDelta · output.
    ///
    /// Along a direction v of standard normal numbers, slope − gradient·v has the norm of the difference as its standard
    /// deviation; slopes are central differences in Double. The largest of three directions counts.
    func gradientError(of probe: LayerProbe) -> Double {
        let (parameters, input) = (probe.parameters.map(Double.init), probe.input.map(Double.init))
        let delta = probe.outputDelta.map(Double.init)
        let gradients = probe.gradients()
        let gradient = (gradients.parameters + gradients.input).map(Double.init)
        let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        var stream = RandomStream(seed: 11, "directions")
        let step = 1e-7  // crosses hardly any kink of ReLU and of the maximum
        return (0..<3).map { _ in
            let direction = gradient.map { _ in stream.normal() }
            func loss(_ step: Double) -> Double {
                let p = parameters.indices.map { parameters[$0] + step * direction[$0] }
                let x = input.indices.map { input[$0] + step * direction[parameters.count + $0] }
                return zip(delta, output(x, p)).reduce(0) { $0 + $1.0 * $1.1 }
            }
            let slope = (loss(step) - loss(-step)) / (2 * step)
            let product = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
            return abs(slope - product) / norm
        }.max() ?? .infinity
    }

    func output(_ x: [Double], _ p: [Double]) -> [Double] {
        let (h, w, c) = (shape.height, shape.width, shape.channels)
        func at(_ y: Int, _ column: Int, _ channel: Int) -> Double {
            0..<h ~= y && 0..<w ~= column ? x[(y * w + column) * c + channel] : 0
        }
        var result: [Double] = []
        if let layer = layer as? Convolution {
            let (outputs, kernel, stride, padding) = (layer.outputs, layer.kernel, layer.stride, layer.padding)
            for y in 0..<(h + 2 * padding - kernel) / stride + 1 {
                for column in 0..<(w + 2 * padding - kernel) / stride + 1 {
                    for o in 0..<outputs {
                        var sum = p[kernel * kernel * c * outputs + o]
                        for ky in 0..<kernel {
                            for kx in 0..<kernel {
                                for i in 0..<c {
                                    sum +=
                                        at(y * stride + ky - padding, column * stride + kx - padding, i)
                                        * p[((ky * kernel + kx) * c + i) * outputs + o]
                                }
                            }
                        }
                        result.append(sum)
                    }
                }
            }
        } else if let size = (layer as? MaxPool)?.size {
            for y in 0..<h / size {
                for column in 0..<w / size {
                    for channel in 0..<c {
                        result.append(
                            (0..<size * size).map { at(y * size + $0 / size, column * size + $0 % size, channel) }.max()
                                ?? 0)
                    }
                }
            }
        } else if let layer = layer as? GroupNorm {
            let (groups, epsilon) = (layer.groups, layer.epsilon)
            let members = c / groups
            result = x
            for group in 0..<groups {
                let indices = x.indices.filter { $0 % c / members == group }
                let mean = indices.reduce(0) { $0 + x[$1] } / Double(indices.count)
                let variance = indices.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / Double(indices.count)
                for i in indices {
                    result[i] = p[i % c] * (x[i] - mean) / (variance + Double(epsilon)).squareRoot() + p[c + i % c]
                }
            }
        } else {  // global average pool
            result = (0..<c).map { channel in
                (0..<h * w).reduce(0) { $0 + x[$1 * c + channel] } / Double(h * w)
            }
        }
        return rectified ? result.map { max($0, 0) } : result
    }
}
