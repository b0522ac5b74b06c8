import Analysis
import RunStore

/// Which methods of a figure of curves have a colour: eight are as many as a column holds, the others stay grey.
struct ShownMethods {
    private let names: Set<String>
    /// For the caption; empty when every method has a colour.
    let note: String
    private static let most = 8

    /// All, or the first method of the file and those with the highest mean accuracy over the last tenth of the rounds.
    init(_ record: ExperimentRecord) {
        let methods = record.methods.filter { !$0.completed.isEmpty }
        guard methods.count > Self.most, let first = methods.first else {
            (names, note) = (Set(methods.map(\.name)), "")
            return
        }
        func accuracy(_ method: ExperimentRecord.MethodRuns) -> Double {
            SampleStatistics(method.completed.compactMap { $0.summary?.meanAccuracyLastTenth })?.mean ?? 0
        }
        let ranked = methods.dropFirst().map { (name: $0.name, accuracy: accuracy($0)) }
            .sorted { ($1.accuracy, $0.name) < ($0.accuracy, $1.name) }
        names = Set([first.name] + ranked.prefix(Self.most - 1).map(\.name))
        note = " Grey: \(methods.count - Self.most) of lower accuracy."
    }

    func isContext(_ method: String) -> Bool { !names.contains(method) }
}
