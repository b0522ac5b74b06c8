import Documents
import Foundation

/// How far the runs of each experiment and method below a folder are.
public struct RunOverview: Sendable {
    /// The runs of one method of an experiment, by ascending seed.
    public struct Entry: Sendable, Encodable {
        public let experiment: String
        public let method: String
        public let runs: [Run]
    }

    public struct Run: Sendable, Encodable {
        public let seed: UInt64
        public let status: RunStatus
        public let roundsDone: Int
        /// Nil if the manifest does not say.
        public let rounds: Int?
        /// Last test accuracy, 0 to 1; nil before the first evaluation.
        public let accuracy: Double?
        /// Emitted so far.
        public let grams: Double
        /// Nil before the first round.
        public let budgetGrams: Double?

        enum CodingKeys: String, CodingKey {
            case seed, status
            case roundsDone = "rounds_done"
            case rounds, accuracy
            case grams = "total_g"
            case budgetGrams = "budget_g"
        }

        init(_ record: RunRecord) {
            (seed, status) = (record.manifest.seed, record.status)
            (roundsDone, rounds) = (record.rounds.count, record.configuration.rounds)
            accuracy = record.latestAccuracy
            grams = record.rounds.last?.cumulativeGrams ?? 0
            budgetGrams = record.rounds.last?.budgetGrams
        }
    }

    /// By experiment folder, then in the order of the experiment's methods.
    public let entries: [Entry]
    /// Runs that cannot be read; they are in no entry.
    public let unreadable: [DocumentError]

    /// Reads every run at or below `path`.
    ///
    /// - Throws: `DocumentError` when there is no such folder; `NoRunsError` when nothing in it could be a run.
    public init(below path: String) throws {
        var entries: [Entry] = []
        var unreadable: [DocumentError] = []
        for folder in try ExperimentRecord.folders(below: path) {
            var records: [RunRecord] = []
            for directory in try ExperimentRecord.runDirectories(in: folder) {
                do { records.append(try RunRecord(directory)) } catch let error as DocumentError {
                    unreadable.append(error)
                }
            }
            entries += ExperimentRecord.methods(of: records).map { method in
                Entry(
                    experiment: method.runs[0].manifest.experiment, method: method.name,
                    runs: method.runs.map { Run($0) })
            }
        }
        guard !entries.isEmpty || !unreadable.isEmpty else { throw NoRunsError(path: path) }
        (self.entries, self.unreadable) = (entries, unreadable)
    }
}
