import CarbonAccounting
import Documents
import FederatedEngine
import Foundation
import Learning

/// A declared experiment, decoded and checked: one setting, several methods, several seeds.
///
/// The meaning of each key of the file is in Guides/experiments.md and, as comments, in Experiments/demo.
public struct Experiment: Sendable {
    /// The file that it was read from; its folder is where relative paths start.
    public let file: String
    /// The folder of its results below the results folder; `group/variant` for an experiment of a sweep.
    public internal(set) var name: String
    /// Which settings of a sweep it has, such as `alpha=0.1`; nil outside sweeps.
    public internal(set) var variant: String?
    public let title: String
    public let seeds: [UInt64]
    public let rounds: Int
    public let evaluateEvery: Int
    public let evaluation: EvaluationData
    public let data: DataSelection
    public let partition: any Partition
    public let architecture: NetworkArchitecture
    public let training: TrainingPlan
    public let carbon: CarbonSettings
    public let budget: CarbonBudget
    public let sites: [SiteSettings]
    public let methods: [Method]
    /// Whether runs keep the inner products of the gradients that the policy saw, for certificates and replays.
    public let recordsGradients: Bool
    /// `path=value` overrides that make a run of seconds, for smoke tests.
    public let smoke: [String]
    /// The same for a short version of the figures.
    public let quick: [String]
    /// What `reproduce` draws.
    public let figures: [FigureRequest]
    /// Whether the table of results shows certified gaps.
    public let certifies: Bool
    /// The file as read, for the lines that errors name.
    let source: DocumentValue
    /// The file with every default filled in.
    public let resolved: DocumentValue

    /// The name in the file, which all experiments of a sweep share.
    var group: String { variant == nil ? name : String(name.dropLast((variant?.count ?? 0) + 1)) }

    /// The settings of one run, without its seed and without the content of the files that they name.
    public func configuration(of method: Method) -> DocumentValue {
        guard case .map(let entries) = resolved.content else { preconditionFailure("an experiment is a map") }
        // What names a run or says nothing about its numbers is no part of its configuration.
        // The learner is part of every method.
        let apart = [
            "name", "title", "seeds", "methods", "learner", "smoke", "quick", "figures", "certify", "recordGradients",
        ]
        let kept = entries.filter { !apart.contains($0.key) }
        return DocumentValue(.map(kept + [.init("method", method.configuration)]))
    }

    /// An error about a setting whose fault shows only when files are read; `keyPath` as in `DocumentError`.
    func error(at keyPath: String, _ message: String) -> DocumentError {
        var value: DocumentValue? = source
        for step in keyPath.split(whereSeparator: { ".[]".contains($0) }) {
            if case .list(let items)? = value?.content {
                value = Int(step).map { items[$0] }
            } else {
                value = value?[String(step)] ?? value
            }
        }
        return DocumentError(file: file, value: value, keyPath: keyPath, message: message)
    }

    /// `resolved` as indented JSON, which an experiment file may hold as it is.
    public func resolvedText() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(resolved), as: UTF8.self)
    }
}
