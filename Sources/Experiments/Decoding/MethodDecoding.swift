import CarbonAccounting
import Documents
import FederatedEngine
import Learning
import Reproducibility
import SiteSelection

extension Method {
    package init(_ reader: DocumentReader, siteCount: Int) throws {
        name = try reader.string("name")
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil else {
            throw reader.error("name", "'\(name)' names a folder of results; expected letters, digits, '.', '_' or '-'")
        }
        let policyReader = try reader.map("policy", abbreviatedBy: "kind")
        policy = try decodePolicy(policyReader, siteCount: siteCount)
        aggregation = try reader.choice("aggregation", default: policy.preferredAggregation)
        server = try ServerOptimizer(reader.map("server", abbreviatedBy: "kind"))
        hardBudget = try reader.bool("hardBudget", default: true)
        switch aggregation {
        case .coreset where !policy.needs.contains(.utility):
            throw reader.error("aggregation", "coreset weights need a policy with a utility; this one has none")
        case .unbiased where !policy.needs.contains(.inclusionProbabilities):
            throw reader.error(
                "aggregation", "unbiased weights need known inclusion probabilities; this policy has none")
        default: break
        }
        configuration = reader.resolved.json
    }
}

extension DataSelection {
    package init(_ reader: DocumentReader, folder: String) throws {
        source = try DatasetSource(reader, folder: folder)
        trainExamples = try reader.optionalInteger("trainExamples", atLeast: 1)
        testExamples = try reader.optionalInteger("testExamples", atLeast: 1)
    }
}

extension TrainingPlan {
    package init(_ reader: DocumentReader) throws {
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

extension CarbonSettings {
    package init(_ reader: DocumentReader, folder: String) throws {
        let files: [String]
        if case .list? = reader.raw("trace")?.content {
            files = try reader.strings("trace")
        } else {
            files = [try reader.string("trace")]
        }
        traces = files.map { resolvedPath($0, from: folder) }
        gaps = try reader.choice("gaps", default: .refuse)
        scope = reader.has("scope") ? try reader.choice("scope") : nil
        let text = try reader.string("start")
        do {
            start = try UTCInstant(iso8601: text)
        } catch {
            throw reader.error("start", "\(error); expected an instant such as 2020-06-01T00:00Z")
        }
        slotSeconds = try reader.integer("slotSeconds", atLeast: 1, default: 3600)
    }
}
