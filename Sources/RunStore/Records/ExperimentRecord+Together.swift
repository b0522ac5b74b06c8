extension ExperimentRecord {
    /// Several experiments, or the variants of a sweep, as one whose methods stand side by side.
    ///
    /// A method whose runs are of the same configuration in all of them stands once, under its name; the others are named
    /// with the experiment that they are of, `cafe (alpha=0.1)`, the variants of a sweep without the sweep's name.
    /// A single experiment is returned as it is.
    ///
    /// - Precondition: `records` is not empty.
    public init(together records: [ExperimentRecord]) {
        precondition(!records.isEmpty, "no experiment")
        guard records.count > 1 else {
            self = records[0]
            return
        }
        let groups = Set(records.map(\.group))
        let name = groups.count == 1 ? records[0].group : records.map(\.name).joined(separator: "+")
        var order: [String] = []
        for method in records.flatMap(\.methods) where !order.contains(method.name) { order.append(method.name) }
        let methods = order.flatMap { method -> [MethodRuns] in
            let rows = records.flatMap { record in record.methods.filter { $0.name == method }.map { (record, $0) } }
            if Set(rows.map(\.1.configurationHashes)).count == 1 {
                // Runs of a seed that several of them made are the same.
                let seeds = Dictionary(rows.flatMap(\.1.runs).map { ($0.manifest.seed, $0) }) { first, other in
                    first.summary == nil ? other : first
                }
                return [MethodRuns(name: method, runs: seeds.keys.sorted().compactMap { seeds[$0] })]
            }
            return rows.map { record, runs in
                MethodRuns(name: "\(method) (\(groups.count == 1 ? record.variant : record.name))", runs: runs.runs)
            }
        }
        self.init(name: name, path: records[0].path, methods: methods)
    }

    /// The name of the sweep that the experiment is a variant of, or its own.
    public var group: String { name.split(separator: "/").first.map(String.init) ?? name }
    /// Its name without that of the sweep; empty without one.
    public var variant: String { name.split(separator: "/").dropFirst().joined(separator: "/") }
}

extension ExperimentRecord.MethodRuns {
    fileprivate var configurationHashes: Set<String> { Set(runs.map(\.manifest.configurationHash)) }
}
