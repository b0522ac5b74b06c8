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
        let kind = try reader.kind(among: ["fashionMNIST", "digits"])
        let directory = try reader.optionalString("directory").map { resolved($0, from: folder) }
        self =
            switch kind {
            case "fashionMNIST": .fashionMNIST(directory: directory)
            default: .digits(directory: directory)
            }
    }
}

extension Partition {
    init(_ reader: ConfigurationReader) throws {
        let kinds = ["iid", "dirichlet", "shards", "quantitySkew", "carbonCorrelated"]
        self =
            switch try reader.kind(among: kinds) {
            case "dirichlet": .dirichlet(alpha: try reader.number("alpha", .positive))
            case "shards": .shards(perSite: try reader.integer("perSite", atLeast: 1))
            case "quantitySkew": .quantitySkew(alpha: try reader.number("alpha", .positive))
            case "carbonCorrelated": .carbonCorrelated(spread: try reader.number("spread", .positive, default: 0.15))
            default: .iid
            }
    }
}

extension NetworkArchitecture {
    init(_ reader: ConfigurationReader) throws {
        self =
            switch try reader.kind(among: ["softmaxRegression", "mlp"]) {
            case "mlp": .multilayerPerceptron(hidden: try reader.integers("hidden", atLeast: 1))
            default: .softmaxRegression
            }
    }
}

extension TrainingPlan {
    init(_ reader: ConfigurationReader) throws {
        learningRate = try reader.number("learningRate", .positive)
        learningRateDecay = try reader.number("learningRateDecay", .within(0.1...1), default: 1)
        let effort: LocalTraining.Effort
        if reader.has("localSteps") {
            guard !reader.has("localEpochs") else {
                throw reader.error("localSteps", "stands beside localEpochs; expected one of the two")
            }
            effort = .steps(try reader.integer("localSteps", atLeast: 1))
        } else {
            effort = .epochs(try reader.integer("localEpochs", atLeast: 1, default: 1))
        }
        local = LocalTraining(
            batchSize: try reader.integer("batchSize", atLeast: 1, default: 32), effort: effort,
            momentum: Float(try reader.number("momentum", .within(0...0.9999), default: 0)),
            weightDecay: Float(try reader.number("weightDecay", .atLeast(0), default: 0)),
            proximalWeight: Float(try reader.number("proximalWeight", .atLeast(0), default: 0)))
    }
}

/// `path`, taken from `folder` if it is relative.
func resolved(_ path: String, from folder: String) -> String {
    let expanded = NSString(string: path).expandingTildeInPath
    return expanded.hasPrefix("/")
        ? expanded : URL(filePath: folder).appending(path: expanded).standardized.path(percentEncoded: false)
}
