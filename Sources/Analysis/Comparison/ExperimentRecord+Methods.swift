import RunStore

extension ExperimentRecord {
    /// The experiment with these methods alone, in the order of `names`.
    ///
    /// - Throws: `ComparisonError` for a name that the experiment does not have.
    public func keeping(_ names: [String]) throws -> ExperimentRecord {
        let kept = try names.map { name in
            guard let method = methods.first(where: { $0.name == name }) else {
                throw ComparisonError.unknownMethod(name, experiment: path, known: methods.map(\.name))
            }
            return method
        }
        return ExperimentRecord(name: self.name, path: path, methods: kept)
    }
}
