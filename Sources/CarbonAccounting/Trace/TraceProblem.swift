/// One fault of a trace file.
public struct TraceProblem: Sendable, Equatable, Codable, CustomStringConvertible {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case gap, duplicate, order, negative
        case nonFinite = "non_finite"
        /// Text where a number or a stamp belongs, or a row with too few or too many fields.
        case malformed
        /// A stamp between the steps of the grid.
        case offGrid = "off_grid"
        /// Most values are missing.
        case sparse
        /// Files that cover different spans, or the same hours of the same zone.
        case span
        /// Average and marginal, or direct and life cycle, in one trace.
        case mixed

        /// Whether `hold`, `linear` and `drop` say what to do about it.
        public var isCoveredByGapPolicy: Bool {
            switch self {
            case .gap, .duplicate, .order, .negative, .nonFinite, .span: true
            case .malformed, .offGrid, .sparse, .mixed: false
            }
        }
    }

    public let kind: Kind
    public let file: String
    /// Line of the file, from 1.
    public let line: Int?
    /// Field of the line in a CSV file, character of the line in a JSON file, from 1.
    public let column: Int?
    public let message: String

    public init(_ kind: Kind, file: String, line: Int? = nil, column: Int? = nil, _ message: String) {
        self.kind = kind
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    public var description: String {
        let place = [line.map { "line \($0)" }, column.map { "column \($0)" }].compactMap(\.self)
        return ([file] + place).joined(separator: ", ") + ": " + message
    }
}
