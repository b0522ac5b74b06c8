/// What an intensity answers for: all generation of the hour, or the plant that one more kilowatt-hour would start.
///
/// The two never mix in one trace: their levels and their daily cycles differ, and sums of both mean nothing.
public enum SignalKind: String, Sendable, Codable, CaseIterable {
    case average, marginal
}
