/// One thing wrong with a configuration: where it stands, what was found and what was expected.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    public let file: String
    public let line: Int?
    /// Dotted path from the root, list positions in brackets: `methods[2].policy.penaltyWeight`; empty for the root.
    public let keyPath: String
    public let message: String

    public init(file: String, line: Int?, keyPath: String, message: String) {
        (self.file, self.line, self.keyPath, self.message) = (file, line, keyPath, message)
    }

    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return keyPath.isEmpty ? "\(place): \(message)" : "\(place): \(keyPath): \(message)"
    }
}

/// The candidate that a misspelt `word` most likely meant, or nil if none is near.
///
/// Near means an edit distance (insertion, deletion, substitution, letter case free) of at most a third of the word's
/// length, at least one. Ties go to the earlier candidate.
public func nearMiss(_ word: String, among candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    return candidates.map { ($0, editDistance(word.lowercased(), $0.lowercased())) }
        .filter { $0.1 <= limit || $0.0.lowercased().hasPrefix(word.lowercased()) }
        .min { $0.1 < $1.1 }?.0
}

private func editDistance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var previous = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var current = [i + 1]
        for (j, y) in b.enumerated() {
            current.append(min(previous[j + 1] + 1, current[j] + 1, previous[j] + (x == y ? 0 : 1)))
        }
        previous = current
    }
    return previous[b.count]
}
