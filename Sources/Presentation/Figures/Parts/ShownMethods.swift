import Analysis
import RunStore

/// Which methods of a figure of curves have a colour: eight are as many as a column holds, the others stay grey.
struct ShownMethods {
    private let names: Set<String>
    /// For the caption; empty when every method has a colour.
    let note: String
    private static let most = 8

    /// All, or the first method of the file and those that the usual metric has first.
    init(_ record: ExperimentRecord) {
        let methods = record.methods.filter { !$0.completed.isEmpty }
        guard methods.count > Self.most, let first = methods.first else {
            (names, note) = (Set(methods.map(\.name)), "")
            return
        }
        let metric = record.usualMetric
        let sign = metric.direction == .lowerIsBetter ? 1.0 : -1
        func loss(_ method: ExperimentRecord.MethodRuns) -> Double {
            SampleStatistics(method.completed.compactMap(metric.value)).map { sign * $0.mean } ?? .infinity
        }
        let ranked = methods.dropFirst().map { (loss: loss($0), name: $0.name) }
            .sorted { ($0.loss, $0.name) < ($1.loss, $1.name) }
        names = Set([first.name] + ranked.prefix(Self.most - 1).map(\.name))
        note = " Grey: \(methods.count - Self.most) of \(sign > 0 ? "more \(metric.title)" : "lower accuracy")."
    }

    func isContext(_ method: String) -> Bool { !names.contains(method) }
}
