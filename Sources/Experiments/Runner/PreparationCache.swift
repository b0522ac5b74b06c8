import FederatedEngine
import Synchronization

/// Experiments with their files read and scenarios of their seeds, kept as long as neighbouring runs use them.
final class PreparationCache: Sendable {
    private struct State {
        var prepared: [(key: String, value: PreparedExperiment)] = []
        var scenarios: [(key: String, value: Scenario)] = []
    }

    private let capacity: Int
    private let files = ExperimentFiles()
    private let state = Mutex(State())

    /// - Parameter scenarios: how many runs go on at once.
    init(scenarios: Int) { capacity = scenarios + 1 }

    /// What a run needs. Runs that ask at the same time wait for each other rather than read a file twice.
    func prepare(_ run: PlannedRun) throws -> (prepared: PreparedExperiment, scenario: Scenario, isNew: Bool) {
        try state.withLock { state in
            let prepared = try Self.value(run.experiment.name, in: &state.prepared, capacity) {
                try PreparedExperiment(run.experiment, files: files)
            }
            let scenario = try Self.value("\(run.experiment.name) \(run.seed)", in: &state.scenarios, capacity) {
                try prepared.value.scenario(seed: run.seed)
            }
            return (prepared.value, scenario.value, prepared.isNew)
        }
    }

    /// The value under `key`, made if need be; the one that was made longest ago goes when there are too many.
    private static func value<Value>(
        _ key: String, in kept: inout [(key: String, value: Value)], _ capacity: Int, make: () throws -> Value
    ) rethrows -> (value: Value, isNew: Bool) {
        if let found = kept.first(where: { $0.key == key }) { return (found.value, false) }
        let value = try make()
        kept.append((key, value))
        if kept.count > capacity { kept.removeFirst() }
        return (value, true)
    }
}
