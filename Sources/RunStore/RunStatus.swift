import Documents
import Foundation
import Learning

/// How a run stands now.
public enum RunStatus: String, Sendable, CaseIterable, Codable {
    case done
    /// A process on this machine, or on one that shares its locks, works on it.
    case running
    /// Begun and not at its end, and nobody works on it: the same command goes on from the last checkpoint.
    case interrupted
    case failed
}

extension RunRecord {
    /// What the manifest says, except that a run whose process has gone is not running, whatever it left behind.
    public var status: RunStatus {
        switch manifest.status {
        case .completed: .done
        case .failed: .failed
        case .running: RunLock.holder(of: directory) == nil ? .interrupted : .running
        }
    }

    /// The rounds that the run shall have; nil if its configuration does not say.
    public var plannedRounds: Int? { manifest.configuration[path: "rounds"]?.doubleValue.map { Int($0) } }

    /// The last test accuracy so far, 0 to 1; nil before the first evaluation.
    public var latestAccuracy: Double? { rounds.last { $0.testAccuracy != nil }?.testAccuracy }
}
