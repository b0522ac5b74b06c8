/// The status of a run.
///
/// A manifest holds `running`, `completed` or `failed`, as the run's process last wrote it. Whether a run whose manifest
/// says `running` is still going on is decided in one place, `current(of:)`.
public enum RunStatus: String, Sendable, CaseIterable, Codable {
    /// Nothing has been written.
    case missing
    /// A process on this machine, or on one that shares its locks, works on it.
    case running
    /// Begun and not completed, and no process holds its lock: the same command continues from the last checkpoint.
    case interrupted
    case completed
    case failed

    /// The status now of a run whose manifest says `self`: a run without a process is not running, whatever it left behind.
    package func current(of directory: RunDirectory) -> RunStatus {
        self == .running && RunLock.holder(of: directory) == nil ? .interrupted : self
    }
}
