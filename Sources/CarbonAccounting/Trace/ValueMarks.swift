/// Why a value is not simply what the source measured.
public enum ValueMark: String, Sendable, Codable, CaseIterable {
    /// The source calls it an estimate or a forecast.
    case estimated
    /// The source put it in the place of a missing or implausible value.
    case imputed
    /// Negative generation in it was set to 0.
    case clipped
    /// The gap policy filled it.
    case filled
}

/// The marks of one value.
public struct ValueMarks: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public init(_ mark: ValueMark) {
        switch mark {
        case .estimated: self = .estimated
        case .imputed: self = .imputed
        case .clipped: self = .clipped
        case .filled: self = .filled
        }
    }

    public static let estimated = ValueMarks(rawValue: 1)
    public static let imputed = ValueMarks(rawValue: 2)
    public static let clipped = ValueMarks(rawValue: 4)
    public static let filled = ValueMarks(rawValue: 8)

    public func contains(_ mark: ValueMark) -> Bool { contains(ValueMarks(mark)) }
}
