import Analysis
import Documents
import RunStore

extension ExperimentRecord {
    /// "test", or "validation" where the runs were measured on held-out training data.
    var evaluationName: String {
        methods.first?.runs.first?.manifest.configuration["evaluation"]?["kind"]?.stringValue ?? "test"
    }

    /// "test accuracy" or "validation accuracy".
    var accuracyName: String { "\(evaluationName) accuracy" }

    /// The usual metric as the title of an axis, and in a sentence.
    var usualMetricName: (axis: String, sentence: String) {
        usualMetric == .meanAccuracyLastTenth
            ? ("\(accuracyName), %", "mean \(accuracyName) over the last tenth of the rounds")
            : ("\(evaluationName) \(usualMetric.title)", "final \(evaluationName) \(usualMetric.title)")
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
