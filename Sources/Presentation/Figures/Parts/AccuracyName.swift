import Documents
import RunStore

extension ExperimentRecord {
    /// "test accuracy", or "validation accuracy" where the runs were measured on held-out training data.
    var accuracyName: String {
        let configuration = methods.first?.runs.first?.manifest.configuration
        return "\(configuration?["evaluation"]?["kind"]?.stringValue ?? "test") accuracy"
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
