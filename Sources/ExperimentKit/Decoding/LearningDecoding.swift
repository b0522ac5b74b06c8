import FederatedEngine
import Foundation
import Learning

extension DataSelection {
    init(_ reader: ConfigurationReader, folder: String) throws {
        source = try DatasetSource(reader, folder: folder)
        trainExamples = try reader.optionalInteger("trainExamples", atLeast: 1)
        testExamples = try reader.optionalInteger("testExamples", atLeast: 1)
    }
}

extension DatasetSource {
    init(_ reader: ConfigurationReader, folder: String) throws {
        let kind = try reader.kind(among: Self.names + ["npy"])
        func path(_ key: String) throws -> String? {
            try reader.optionalString(key).map { resolved($0, from: folder) }
        }
        let source: DatasetSource
        if kind == "npy" {
            let testFeatures = try path("testFeatures")
            source = .numPy(
                features: resolved(try reader.string("features"), from: folder),
                labels: resolved(try reader.string("labels"), from: folder), testFeatures: testFeatures,
                testLabels: testFeatures == nil ? nil : resolved(try reader.string("testLabels"), from: folder))
        } else if kind == "cifar100" {
            source = .cifar100(directory: try path("directory"), labels: try reader.choice("labels", default: .fine))
        } else {
            source = try DatasetSource(named: kind, directory: path("directory"))
        }
        self = try reader.bool("normalize", default: false) ? .normalized(source) : source
    }
}

extension Partition {
    init(_ reader: ConfigurationReader) throws {
        let kinds = ["iid", "dirichlet", "shards", "quantitySkew", "carbonCorrelated"]
        self =
            switch try reader.kind(among: kinds) {
            case "dirichlet": .dirichlet(alpha: try reader.number("alpha", .positive))
            case "shards": .shards(perSite: try reader.integer("perSite", in: 1...1_000_000))
            case "quantitySkew": .quantitySkew(alpha: try reader.number("alpha", .positive))
            // A spread beyond these is the same as at them: one site a class, or all sites alike.
            case "carbonCorrelated":
                .carbonCorrelated(spread: try reader.number("spread", .within(0.0001...1_000_000), default: 0.15))
            default: .iid
            }
    }
}

extension NetworkArchitecture {
    init(_ reader: ConfigurationReader) throws {
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
    init(_ reader: ConfigurationReader) throws {
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

extension TrainingPlan {
    init(_ reader: ConfigurationReader) throws {
        learningRate = try reader.singlePrecision("learningRate", .positive)
        learningRateDecay = try reader.number("learningRateDecay", .within(0.1...1), default: 1)
        let effort: LocalTraining.Effort
        if reader.has("localSteps") {
            guard !reader.has("localEpochs") else {
                throw reader.error("localSteps", "stands beside localEpochs; expected one of the two")
            }
            effort = .steps(try reader.integer("localSteps", in: 1...1_000_000_000))
        } else {
            effort = .epochs(try reader.integer("localEpochs", in: 1...1_000_000, default: 1))
        }
        local = LocalTraining(
            batchSize: try reader.integer("batchSize", in: 1...1_000_000, default: 32), effort: effort,
            momentum: Float(try reader.number("momentum", .within(0...0.9999), default: 0)),
            weightDecay: Float(try reader.singlePrecision("weightDecay", .atLeast(0), default: 0)),
            proximalWeight: Float(try reader.singlePrecision("proximalWeight", .atLeast(0), default: 0)),
            augmentation: reader.has("augmentation") ? try ImageAugmentation(reader.map("augmentation")) : nil)
    }
}

extension ImageAugmentation {
    init(_ reader: ConfigurationReader) throws {
        self.init(
            cropPadding: try reader.integer("cropPadding", in: 0...1000, default: 4),
            flips: try reader.bool("flips", default: true))
    }
}

/// `path`, taken from `folder` if it is relative.
func resolved(_ path: String, from folder: String) -> String {
    let expanded = NSString(string: path).expandingTildeInPath
    return expanded.hasPrefix("/")
        ? expanded : URL(filePath: folder).appending(path: expanded).standardized.path(percentEncoded: false)
}
