import Documents

/// A trace that cannot be read, or that does not hold what is asked of it.
public struct TraceError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, where, and what to do, in one line (several where problems are listed).
    public let description: String
    /// The faults of the file, one by one, where the error is about faults.
    public let problems: [TraceProblem]
    /// What must be answered before the file can be read, where the error asks.
    public let question: TraceQuestion?

    public init(_ description: String, asking question: TraceQuestion? = nil) {
        self.description = description
        self.question = question
        problems = []
    }

    /// Lists the first problems, and says how to go on.
    init(refusing problems: [TraceProblem]) {
        let shown = problems.prefix(5).map(\.description).joined(separator: "\n")
        let more = problems.count > 5 ? "\n(and \(problems.count - 5) more)" : ""
        let advice =
            problems.allSatisfy { $0.kind.isCoveredByGapPolicy }
            ? "Correct the file, or name a gap policy: hold, linear or drop." : "Correct the file."
        description = "\(shown)\(more)\n\(advice)"
        self.problems = problems
        question = nil
    }

    /// A fault that the reader of the text format found.
    init(_ error: DocumentError) {
        let key = error.keyPath.isEmpty ? "" : "\(error.keyPath): "
        self.init(refusing: [
            TraceProblem(
                .malformed, file: error.file, line: error.line, column: error.column, key + error.message)
        ])
    }
}
