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

    private let datasets = Mutex<[DatasetSource: DatasetSplit]>([:])
    private let traces = Mutex<[TraceKey: CarbonTrace]>([:])

    public init() {}

    func dataset(_ source: DatasetSource) throws -> DatasetSplit {
        try datasets.withLock { datasets in
            if let found = datasets[source] { return found }
            let split = try source.load()
            datasets[source] = split
            return split
        }
    }

    func trace(_ carbon: CarbonSettings) throws -> CarbonTrace {
        try traces.withLock { traces in
            let key = TraceKey(paths: carbon.traces, gaps: carbon.gaps, scope: carbon.scope)
            if let found = traces[key] { return found }
            let trace = try CarbonTrace.load(carbon.traces, gaps: carbon.gaps, scope: carbon.scope)
            traces[key] = trace
            return trace
        }
    }
}
