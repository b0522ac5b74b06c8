/// An expectation and the value that the runs gave.
public struct CheckedExpectation: Sendable, Equatable {
    public let item: Expectations.Item
    /// Nil when no completed run has a value.
    public let actual: Double?

    public var passes: Bool { actual.map { abs($0 - item.value) <= item.tolerance } ?? false }
}
