extension DocumentValue {
    /// A key whose values differ between two documents.
    package struct Difference: Equatable, Sendable {
        /// Dotted path from the root.
        package let key: String
        /// Nil where the key is missing.
        package let first: String?
        package let second: String?
    }

    /// The keys, in alphabetical order, whose values are not the same in `other`; maps are compared key by key.
    package func differences(from other: DocumentValue) -> [Difference] {
        Self.differences(self, other, at: "")
    }

    private static func differences(_ a: DocumentValue?, _ b: DocumentValue?, at key: String) -> [Difference] {
        guard a != b else { return [] }
        guard let a, let b, case .map(let ours) = a.content, case .map(let theirs) = b.content else {
            return [Difference(key: key, first: a?.flowYAML, second: b?.flowYAML)]
        }
        return Set(ours.map(\.key)).union(theirs.map(\.key)).sorted().flatMap { name in
            differences(a[name], b[name], at: key.isEmpty ? name : "\(key).\(name)")
        }
    }
}
