import Documents
import Foundation

extension DatasetSource {
    package init(_ reader: DocumentReader, folder: String) throws {
        let kind = try reader.kind(among: Self.names + ["npy"])
        func path(_ key: String) throws -> String? {
            try reader.optionalString(key).map { resolvedPath($0, from: folder) }
        }
        let source: DatasetSource
        if kind == "npy" {
            let testFeatures = try path("testFeatures")
            source = .numPy(
                features: resolvedPath(try reader.string("features"), from: folder),
                labels: resolvedPath(try reader.string("labels"), from: folder), testFeatures: testFeatures,
                testLabels: testFeatures == nil ? nil : resolvedPath(try reader.string("testLabels"), from: folder))
        } else if kind == "cifar100" {
            source = .cifar100(directory: try path("directory"), labels: try reader.choice("labels", default: .fine))
        } else {
            source = try DatasetSource(named: kind, directory: path("directory"))
        }
        self = try reader.bool("normalize", default: false) ? .normalized(source) : source
    }
}

extension NetworkArchitecture {
    package init(_ reader: DocumentReader) throws {
        let presets = [Self.lenet5, .leafCNN, .resnet8, .resnet14]
        let kinds = ["softmaxRegression", "mlp", "lenet5", "leafCNN", "resnet8", "resnet14", "layers"]
        let kind = try reader.kind(among: kinds)
        switch kind {
        case "mlp": self = .multilayerPerceptron(hidden: try reader.integers("hidden", atLeast: 1))
        case "layers":
            self.init(name: "layers", layers: try reader.maps("layers", abbreviatedBy: "kind").map { try Layer($0) })
        case "softmaxRegression": self = .softmaxRegression
        default: self = presets[(kinds.firstIndex(of: kind) ?? 2) - 2]
        }
    }
}

extension Layer {
    package init(_ reader: DocumentReader) throws {
        let kinds = [
            "linear", "convolution", "relu", "maxPool", "globalAveragePool", "groupNorm", "flatten", "residual",
        ]
        self =
            switch try reader.kind(among: kinds) {
            case "linear": .linear(outputs: try reader.integer("outputs", atLeast: 1))
            case "convolution":
                .convolution(
                    outputs: try reader.integer("outputs", atLeast: 1),
                    kernel: try reader.integer("kernel", atLeast: 1),
                    stride: try reader.integer("stride", atLeast: 1, default: 1),
                    padding: try reader.integer("padding", atLeast: 0, default: 0),
                    bias: try reader.bool("bias", default: true))
            case "relu": .relu
            case "maxPool": .maxPool(size: try reader.integer("size", atLeast: 1))
            case "globalAveragePool": .globalAveragePool
            case "groupNorm": .groupNorm(groups: try reader.integer("groups", atLeast: 1))
            case "flatten": .flatten
            default:
                .residual(
                    outputs: try reader.integer("outputs", atLeast: 1),
                    stride: try reader.integer("stride", atLeast: 1, default: 1),
                    groups: try reader.integer("groups", atLeast: 1))
            }
    }
}

extension ImageAugmentation {
    package init(_ reader: DocumentReader) throws {
        self.init(
            cropPadding: try reader.integer("cropPadding", in: 0...1000, default: 4),
            flips: try reader.bool("flips", default: true))
    }
}
