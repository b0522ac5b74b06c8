import Documents

/// What configurations differ in.
struct ConfigurationDifference {
    /// Paths of the values that are not the same in all, such as `rounds` or `method.policy.solver`, in the order of the files.
    let keys: [String]

    init(_ configurations: [DocumentValue]) {
        var order: [String] = []
        var texts: [String: [String]] = [:]
        let distinct = configurations.reduce(into: [DocumentValue]()) { if !$0.contains($1) { $0.append($1) } }
        for configuration in distinct {
            for (path, text) in configuration.leaves {
                if texts[path] == nil { order.append(path) }
                texts[path, default: []].append(text)
            }
        }
        // A path is missing in a configuration that has fewer texts of it than there are configurations.
        keys = order.filter { texts[$0]?.count != distinct.count || Set(texts[$0] ?? []).count > 1 }
    }

    /// The values of one configuration where it differs from others: `rounds: 40, solver: exact`; empty if nothing differs.
    func label(of configuration: DocumentValue) -> String {
        let texts = Dictionary(configuration.leaves.map { ($0.path, $0.text) }) { first, _ in first }
        return keys.map { key in
            "\(key.split(separator: ".").last ?? Substring(key)): \(texts[key] ?? "absent")"
        }.joined(separator: ", ")
    }
}

extension DocumentValue {
    /// Every value that holds no others, as text, with its path.
    fileprivate var leaves: [(path: String, text: String)] {
        func collect(_ value: DocumentValue, _ path: String) -> [(path: String, text: String)] {
            switch value.content {
            case .map(let entries):
                entries.flatMap { collect($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
            case .list(let items): items.enumerated().flatMap { collect($1, "\(path)[\($0)]") }
            case .null, .bool, .integer, .number, .string: [(path, value.flowYAML)]
            }
        }
        return collect(self, "")
    }
}
