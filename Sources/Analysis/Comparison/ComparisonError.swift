import Documents
import RunStore

/// Why runs cannot be compared as asked.
public enum ComparisonError: Error, Equatable, CustomStringConvertible {
    case unknownMethod(String, experiment: String, known: [String])
    case unknownMetric(String)
    case unknownVariant(String, experiment: String, known: [String])

    public var description: String {
        switch self {
        case .unknownMethod(let name, let experiment, let known):
            let guess = nearMiss(name, among: known).map { ", did you mean '\($0)'?" } ?? ""
            return "\(experiment): no method '\(name)'\(guess) (it has \(known.joined(separator: ", ")))"
        case .unknownVariant(let name, let experiment, let known):
            return
                "\(experiment): no results of variant '\(name)' (there are \(known.joined(separator: ", "))); run the experiment "
                + "first"
        case .unknownMetric(let name):
            let known = RunMetric.all.map(\.key)
            let guess = nearMiss(name, among: known).map { ", did you mean '\($0)'?" } ?? ""
            return "no metric '\(name)'\(guess) (known: \(known.joined(separator: ", ")))"
        }
    }
}
