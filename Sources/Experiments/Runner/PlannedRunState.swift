import Documents
import FederatedEngine
import Foundation
import RunStore

/// How far a planned run is, from what its directory holds.
public struct PlannedRunState: Sendable, Equatable {
    /// Why what the directory holds is of no use to the plan.
    public enum Obstacle: Sendable, Equatable {
        /// A run of another configuration, or one that cannot be read.
        case otherConfiguration(reason: String)
        /// Completed, but gradients were not recorded, which the experiment now asks for.
        case gradientsNotRecorded
    }

    public let status: RunStatus
    public let obstacle: Obstacle?
    /// Rounds that need not be run again.
    public let roundsDone: Int

    public static let missing = PlannedRunState(.missing)

    private init(_ status: RunStatus, obstacle: Obstacle? = nil, roundsDone: Int = 0) {
        (self.status, self.obstacle, self.roundsDone) = (status, obstacle, roundsDone)
    }

    /// Whether there is nothing left to run.
    public var isFinished: Bool { status == .completed && obstacle == nil }

    /// Reads the manifest and, of a run that is not finished, the checkpoint.
    public init(of run: PlannedRun) {
        let directory = run.directory
        guard FileManager.default.fileExists(atPath: directory.manifest) else {
            self = .missing
            return
        }
        let manifest: RunManifest
        do {
            manifest = try RunManifest.read(directory.manifest)
        } catch {
            self.init(.missing, obstacle: .otherConfiguration(reason: "\(error)"))
            return
        }
        let status = manifest.status.current(of: directory)
        guard manifest.configurationHash == run.configurationHash, manifest.seed == run.seed else {
            self.init(status, obstacle: .otherConfiguration(reason: Self.change(from: manifest, to: run)))
            return
        }
        if status == .completed, FileManager.default.fileExists(atPath: directory.summary) {
            let lacksGradients =
                run.experiment.recordsGradients && !FileManager.default.fileExists(atPath: directory.slots)
            self.init(
                .completed, obstacle: lacksGradients ? .gradientsNotRecorded : nil,
                roundsDone: lacksGradients ? 0 : run.experiment.rounds)
        } else {
            let checkpoint = try? RunCheckpoint.read(directory.checkpoint)
            self.init(status == .completed ? .interrupted : status, roundsDone: checkpoint?.state.round ?? 0)
        }
    }
    /// What is not the same in the run that is planned.
    private static func change(from manifest: RunManifest, to run: PlannedRun) -> String {
        guard manifest.seed == run.seed else { return "its seed is \(manifest.seed), now \(run.seed)" }
        let differences = manifest.configuration.differences(from: run.configuration)
        let prefix = Experiment.inputsKey + "."
        let inputs = differences.filter { $0.key.hasPrefix(prefix) && $0.first != nil && $0.second != nil }
            .map { $0.key.dropFirst(prefix.count) }
        guard inputs.isEmpty else { return "the content of its input changed: \(inputs.joined(separator: ", "))" }
        return differences.first.map {
            "its configuration is another: \($0.key) is \($0.first ?? "absent"), now \($0.second ?? "absent")"
        } ?? "its configuration is \(manifest.configurationHash), now \(run.configurationHash)"
    }
}
