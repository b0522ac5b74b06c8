/// What a figure is drawn on: the stem of its files, its width, and how it shows the spread over seeds.
public struct FigureSheet: Sendable, Equatable {
    /// How the standard error over seeds is shown.
    public enum Spread: String, Sendable, CaseIterable {
        case bands, whiskers, none

        /// For the end of a caption's sentence.
        var note: String {
            switch self {
            case .bands: "; bands: one standard error"
            case .whiskers: "; whiskers: one standard error"
            case .none: ""
            }
        }
    }

    public var name: String
    /// In centimetres: 8.5 is the column of a two-column paper, 17 its page.
    public var width: Double
    public var spread: Spread

    /// Between these every figure has room for its axes.
    public static let widths = 6.0...40.0

    /// - Precondition: `width` in `widths`.
    public init(_ name: String, width: Double = 8.5, spread: Spread = .bands) {
        precondition(Self.widths.contains(width), "a figure \(width) cm wide")
        (self.name, self.width, self.spread) = (name, width, spread)
    }
}
