import Documents
import FederatedEngine
import Foundation
import RunStore

/// How far a planned run is, from what its directory holds.
public struct PlannedRunState: Sendable, Equatable {
    /// Why what the directory holds is of no use to the plan.
    public enum Obstacle: Sendable, Equatable {
        /// A run of another configuration.
        case otherConfiguration(reason: String)
        /// A file is missing, damaged or edited.
        case damaged(reason: String)
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

    /// Reads the manifest and, of a run that is not finished, the checkpoint; of a finished one all files are there and
    /// whole.
    ///
    /// - Throws: `DocumentError` with `systemError` for a file that the system does not let us read: it may be good.
    public init(of run: PlannedRun) throws {
        do {
            self = try Self.state(of: run)
        } catch let error as DocumentError {
            guard error.systemError == nil || error.systemError == ENOENT else { throw error }
            self.init(.interrupted, obstacle: .damaged(reason: "\(error)"))
        }
    }

    private static func state(of run: PlannedRun) throws -> PlannedRunState {
        let directory = run.directory
        let manifest: RunManifest
        do { manifest = try RunManifest.read(directory.manifest) } catch let error as DocumentError
            where error.systemError == ENOENT
        {
            return .missing
        }
        let status = manifest.status.current(of: directory)
        guard manifest.configurationHash == run.configurationHash, manifest.seed == run.seed else {
            return PlannedRunState(status, obstacle: .otherConfiguration(reason: Self.change(from: manifest, to: run)))
        }
        guard status == .completed else {
            let (checkpoint, damage) = try RunCheckpoint.newest(of: directory)
            if checkpoint == nil, let damage = damage.first { throw damage }
            return PlannedRunState(status, roundsDone: checkpoint?.state.round ?? 0)
        }
        for (name, mark) in (manifest.files ?? [:]).sorted(by: { $0.key < $1.key }) {
            try mark.verify("\(directory.path)/\(name)")
        }
        let lacksGradients =
            run.experiment.recordsGradients && !FileManager.default.fileExists(atPath: directory.slots)
        return PlannedRunState(
            .completed, obstacle: lacksGradients ? .gradientsNotRecorded : nil,
            roundsDone: lacksGradients ? 0 : run.experiment.rounds)
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
