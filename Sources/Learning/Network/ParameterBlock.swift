/// A named part of the flat parameter vector.
public struct ParameterBlock: Sendable, Hashable {
    /// Layer position counted from 1, kind and role, for example `3.linear.weight`.
    public let name: String
    public let range: Range<Int>
    /// Standard deviation of weights at the start; 0 for biases, scales and shifts.
    let deviation: Double
    /// Value at the start where `deviation` is 0.
    let start: Float
}
