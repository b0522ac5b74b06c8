/// What a file leaves open and a reader does not guess.
///
/// Each is answered by a field of `ReadingOptions`.
public enum TraceQuestion: Sendable, Equatable, CaseIterable {
    /// `timeZone`
    case timeZone
    /// `dateOrder`
    case dateOrder
    /// `day`
    case day
    /// `delimiter`
    case delimiter
    /// `decimalMark`
    case decimalMark
    /// `columns.units`
    case units
    /// `columns.units`, `kind` and `zones`
    case signal
    /// `columns`
    case columns
    /// `zones`
    case zone
    /// `kind`
    case kind
    /// `interval`
    case interval
    /// `issued`
    case issued
    /// `factors` or `ignoredColumns`
    case fuel
}
