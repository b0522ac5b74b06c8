import Documents
import Experiments
import Learning
import LinearAlgebra
import RunStore

/// Methods that differ in the penalty weight V and in nothing else, by ascending V.
struct PenaltySweep {
    typealias Entry = (weight: Double, method: ExperimentRecord.Method)
    let entries: [Entry]

    /// The largest set of such methods among those with a completed run; nil if no two belong together.
    init?(_ methods: [ExperimentRecord.Method]) {
        let weighted: [Entry] = methods.compactMap { method in
            guard !method.completed.isEmpty, let weight = penaltyWeight(of: method), weight > 0 else { return nil }
            return (weight, method)
        }
        let groups = Dictionary(grouping: weighted) { Self.otherSettings(of: $0.method) }.values
        guard let largest = groups.max(by: { $0.count < $1.count }), largest.count > 1,
            Set(largest.map(\.weight)).count == largest.count
        else { return nil }
        entries = largest.sorted { $0.weight < $1.weight }
    }

    /// The method's configuration without its name and V.
    private static func otherSettings(of method: ExperimentRecord.Method) -> JSONValue {
        guard case .object(var settings)? = method.runs.first?.manifest.configuration[path: "method"],
            case .object(var policy)? = settings["policy"]
        else { return .null }
        policy["penaltyWeight"] = nil
        settings["name"] = nil
        settings["policy"] = .object(policy)
        return .object(settings)
    }
}

/// V of a method, if its policy has one.
func penaltyWeight(of method: ExperimentRecord.Method) -> Double? {
    method.runs.first?.manifest.configuration[path: "method.policy.penaltyWeight"]?.doubleValue
}
