/// A layout of carbon intensity files.
///
/// Each format is a file of its own with its reader; `TraceFormat.all` is their registry, and files are told apart by content.
public struct TraceFormat: Sendable, Hashable, Codable, CustomStringConvertible {
    /// As in JSON and on the command line.
    public let kind: String
    /// One line, with the time convention.
    public let abstract: String
    /// Whether a file has this layout.
    let matches: @Sendable (TraceFile) -> Bool
    /// Reads a file that `matches`; the scope says which column of a file that has several is taken.
    let read: @Sendable (TraceFile, EmissionScope?) throws(TraceError) -> RawSeries

    init(
        _ kind: String, _ abstract: String, matches: @escaping @Sendable (TraceFile) -> Bool,
        read: @escaping @Sendable (TraceFile, EmissionScope?) throws(TraceError) -> RawSeries
    ) {
        (self.kind, self.abstract, self.matches, self.read) = (kind, abstract, matches, read)
    }

    /// In the order in which a file is tried.
    public static let all: [TraceFormat] = [
        .ukCarbonIntensity, .wattTime, .electricityMaps, .carbonCast, .generation, .native,
    ]

    public var description: String { kind }
    public static func == (a: TraceFormat, b: TraceFormat) -> Bool { a.kind == b.kind }
    public func hash(into hasher: inout Hasher) { hasher.combine(kind) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(kind)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let kind = try container.decode(String.self)
        guard let format = Self.all.first(where: { $0.kind == kind }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no trace format '\(kind)'")
        }
        self = format
    }
}
