import CarbonAccounting
import Learning
import Synchronization

/// Data sets and traces, each read once however many experiments use it.
public final class ExperimentFiles: Sendable {
    private struct TraceKey: Hashable {
        let paths: [String]
        let gaps: GapPolicy
        let scope: EmissionScope?
    }

    private struct DatasetKey: Hashable {
        let source: AnyHashable
        let normalizes: Bool
        let context: Int?
    }

    private let datasets = Mutex<[DatasetKey: DatasetSplit]>([:])
    private let traces = Mutex<[TraceKey: TraceReading]>([:])

    public init() {}

    /// - Parameter context: tokens of an example of a text.
    func dataset(_ data: DataSelection, context: Int?) throws -> DatasetSplit {
        try datasets.withLock { datasets in
            let key = DatasetKey(source: AnyHashable(data.source), normalizes: data.normalizes, context: context)
            if let found = datasets[key] { return found }
            let loaded = try data.source.load(context: context)
            let split = data.normalizes ? loaded.normalized() : loaded
            datasets[key] = split
            return split
        }
    }

    func trace(_ carbon: CarbonSettings) throws -> TraceReading {
        try traces.withLock { traces in
            let key = TraceKey(paths: carbon.traces, gaps: carbon.gaps, scope: carbon.scope)
            if let found = traces[key] { return found }
            let trace = try TraceReading(carbon.traces, gaps: carbon.gaps, scope: carbon.scope)
            traces[key] = trace
            return trace
        }
    }
}
