/// What a reader does where a value is missing, doubled, out of order, negative or not finite.
///
/// With every policy but `refuse` the first of doubled values stays, rows are put in order, and a negative or non-finite
/// value counts as missing. Values missing before a zone's first or after its last value are never made up.
public enum GapPolicy: String, Sendable, Codable, CaseIterable {
    /// Any of these is an error.
    case refuse
    /// The last value before the gap.
    case hold
    /// A straight line between the values beside the gap.
    case linear
    /// The gap stays: means are taken over the covered part of a slot, and a slot wholly inside a gap is an error.
    case drop
}
