import Documents
import FederatedEngine
import Foundation
import Learning
import LinearAlgebra
import RunStore

/// How far a planned run is, from what its directory holds.
public enum RunStanding: Sendable, Equatable {
    /// Nothing is there, or nothing of use.
    case missing
    /// A checkpoint of the same configuration and seed after so many rounds; 0 if the run was cut off before the first.
    case started(rounds: Int)
    /// Finished, with the same configuration and seed.
    case completed
    /// Finished, but gradients were not recorded, which the experiment now asks for.
    case completedWithoutGradients
    /// The directory holds a run of another configuration, or one that cannot be read.
    case other(reason: String)
}

extension RunStanding {
    /// Rounds that need not be run again.
    public func rounds(of run: PlannedRun) -> Int {
        switch self {
        case .completed: run.experiment.rounds
        case .started(let rounds): rounds
        case .missing, .completedWithoutGradients, .other: 0
        }
    }

    /// For lists.
    public var word: String {
        switch self {
        case .missing: "new"
        case .started: "started"
        case .completed: "completed"
        case .completedWithoutGradients: "without-gradients"
        case .other: "other-configuration"
        }
    }

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
            self = .other(reason: "\(error)")
            return
        }
        guard manifest.configurationHash == run.configurationHash, manifest.seed == run.seed else {
            self = .other(reason: "its configuration is \(manifest.configurationHash), now \(run.configurationHash)")
            return
        }
        if manifest.status == .completed, FileManager.default.fileExists(atPath: directory.summary) {
            let hasGradients = FileManager.default.fileExists(atPath: directory.slots)
            self = run.experiment.recordsGradients && !hasGradients ? .completedWithoutGradients : .completed
        } else {
            let checkpoint = try? RunCheckpoint.read(directory.checkpoint)
            self = .started(rounds: checkpoint?.state.round ?? 0)
        }
    }
}
