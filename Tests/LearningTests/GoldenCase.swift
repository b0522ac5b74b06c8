import Foundation
import Learning
import LinearAlgebra
import Testing

/// A file of Golden/: values from PyTorch in float64 (make_golden.py there made them).
struct GoldenCase {
    let json: [String: Any]
    let architecture: NetworkArchitecture
    let dataset: Dataset
    let network: Network

    init(_ name: String) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).json")
        json = try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any] ?? [:]
        let layers = (json["layers"] as? [[String: Any]] ?? []).map(Self.layer)
        if let classes = json["classes"] as? Int {
            architecture = NetworkArchitecture(name: name, layers: layers)
            dataset = Self.texts(name, json, classes)
            network = try Network(architecture, for: dataset)
            return
        }
        // `Network` appends the last linear layer itself.
        architecture = NetworkArchitecture(name: name, layers: Array(layers.dropLast()))
        guard let classes = (layers.last as? Linear)?.outputs else { throw CocoaError(.coderInvalidValue) }
        let extents = Self.extents(json["input"])
        let shape =
            extents.count == 4
            ? ImageShape(channels: extents[1], height: extents[2], width: extents[3])
            : ImageShape(channels: 1, height: 1, width: extents[1])
        dataset = Dataset(
            name: name,
            features: Matrix(
                rows: extents[0], columns: shape.count, elements: Self.flatten(json["input"]).map { Float($0) }),
            labels: (json["labels"] as? [Int] ?? []).map(Int32.init), shape: shape, classCount: classes)
        network = try Network(architecture, input: shape, classes: classes)
    }

    /// Tokens in place of images, and the tokens that follow in place of labels.
    private static func texts(_ name: String, _ json: [String: Any], _ classes: Int) -> Dataset {
        let extents = extents(json["input"])
        return Dataset(
            name: name,
            features: Matrix(
                rows: extents[0], columns: extents[1], elements: flatten(json["input"]).map { Float($0) }),
            labels: [Int32](repeating: 0, count: extents[0]),
            shape: ImageShape(channels: 1, height: 1, width: extents[1]), classCount: 1,
            targets: PredictionTargets(
                flatten(json["targets"]).map { Int32($0) }, perExample: extents[1], classCount: classes))
    }

    private static func layer(_ layer: [String: Any]) -> any Layer {
        func int(_ key: String) -> Int { layer[key] as? Int ?? 0 }
        return switch layer["kind"] as? String {
        case "linear": .linear(outputs: int("out"))
        case "conv":
            .convolution(
                outputs: int("out"), kernel: int("kernel"), stride: int("stride"), padding: int("padding"),
                bias: layer["bias"] as? Bool ?? true)
        case "groupNorm": .groupNorm(groups: int("groups"))
        case "maxPool": .maxPool(size: int("size"))
        case "globalAveragePool": .globalAveragePool
        case "flatten": .flatten
        case "embedding": .embedding(width: int("width"), context: int("context"))
        case "attention": .attention(heads: int("heads"))
        case "feedForward": .feedForward(hidden: int("hidden"))
        case "layerNorm": .layerNorm
        case "residual": .residual(outputs: int("out"), stride: int("stride"), groups: int("groups"))
        default: .relu
        }
    }

    /// Holds a gradient to PyTorch's, block by block.
    func expectGradient(_ gradient: [Float]) {
        let expected = parameters("gradients")
        for block in network.parameterBlocks {
            #expect(relativeError(Array(gradient[block.range]), Array(expected[block.range])) < 1e-5, "\(block.name)")
        }
    }

    func numbers(_ key: String) -> [Double] { Self.flatten(json[key]) }

    /// In cnn-5x5 an image of 4 channels and 4 pixels is flattened.
    private var flattened: (inputs: Int, channels: Int) { dataset.name == "cnn-5x5" ? (16, 4) : (-1, 1) }

    /// PyTorch's tensors under `key` as one vector in the layout of `Network.parameterBlocks`.
    func parameters(_ key: String) -> [Double] {
        var result: [Double] = []
        for tensor in json[key] as? [Any] ?? [] {
            let extents = Self.extents(tensor)
            let values = Self.flatten(tensor)
            switch extents.count {
            case 2:  // (out, in) → in × out; where an image was flattened the inputs go from C,H,W to H,W,C
                let (outputs, inputs) = (extents[0], extents[1])
                let channels = inputs == flattened.inputs ? flattened.channels : inputs
                for pixel in 0..<inputs / channels {
                    for c in 0..<channels {
                        let i = c * (inputs / channels) + pixel
                        for o in 0..<outputs { result.append(values[o * inputs + i]) }
                    }
                }
            case 4:  // (out, in, row, column) → row × column × in × out
                let (outputs, inputs, rows, columns) = (extents[0], extents[1], extents[2], extents[3])
                for r in 0..<rows {
                    for c in 0..<columns {
                        for i in 0..<inputs {
                            for o in 0..<outputs { result.append(values[((o * inputs + i) * rows + r) * columns + c]) }
                        }
                    }
                }
            default: result += values
            }
        }
        return result
    }

    private static func extents(_ value: Any?) -> [Int] {
        guard let list = value as? [Any] else { return [] }
        return [list.count] + extents(list.first)
    }

    private static func flatten(_ value: Any?) -> [Double] {
        guard let list = value as? [Any] else { return (value as? NSNumber).map { [$0.doubleValue] } ?? [] }
        return list.flatMap { flatten($0) }
    }
}

/// Largest |a − b| in relation to the largest |b|; infinite if the counts differ or a number is not finite.
func relativeError(_ a: [Float], _ b: [Double]) -> Double {
    guard a.count == b.count, a.allSatisfy(\.isFinite) else { return .infinity }
    let scale = b.map(abs).max() ?? 0
    return zip(a, b).map { abs(Double($0) - $1) }.max().map { $0 / max(scale, 1e-30) } ?? 0
}
