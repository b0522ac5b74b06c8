import Documents
import RunStore

/// Methods that differ in the penalty weight V and in nothing else, by ascending V.
struct PenaltySweep {
    typealias Entry = (weight: Double, method: ExperimentRecord.MethodRuns)
    let entries: [Entry]

    /// The largest set of such methods among those with a completed run; nil if no two belong together.
    init?(_ methods: [ExperimentRecord.MethodRuns]) {
        let weighted: [Entry] = methods.compactMap { method in
            guard !method.completed.isEmpty, let weight = method.runs.first?.configuration.policy?.penaltyWeight,
                weight > 0
            else { return nil }
            return (weight, method)
        }
        let groups = Dictionary(grouping: weighted) { entry in
            entry.method.runs.first?.configuration.methodApartFromPenaltyWeight?.flowYAML
        }.values
        guard let largest = groups.max(by: { $0.count < $1.count }), largest.count > 1,
            Set(largest.map(\.weight)).count == largest.count
        else { return nil }
        entries = largest.sorted { $0.weight < $1.weight }
    }
}
