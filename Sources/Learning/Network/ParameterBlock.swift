/// A named part of the flat parameter vector.
public struct ParameterBlock: Sendable, Hashable {
    /// Layer position counted from 1, kind and role, for example `3.linear.weight`.
    public let name: String
    public let range: Range<Int>
    /// How many inputs feed one output, for the initialization of weights; 0 for biases, scales and shifts.
    let fanIn: Int
    /// Value at the start where `fanIn` is 0.
    let start: Float
}
