import Documents
import RunStore

extension ExperimentRecord {
    /// "test", or "validation" where the runs were measured on held-out training data.
    var evaluationName: String {
        methods.first?.runs.first?.manifest.configuration["evaluation"]?["kind"]?.stringValue ?? "test"
    }

    /// "test accuracy" or "validation accuracy".
    var accuracyName: String { "\(evaluationName) accuracy" }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
