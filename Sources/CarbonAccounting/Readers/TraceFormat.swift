/// A layout of carbon intensity files.
///
/// Each format is a file of its own with its reader; `TraceFormat.all` is their registry, and files are told apart by content.
public struct TraceFormat: Sendable, Hashable, Codable, CustomStringConvertible {
    /// What the stamps of a format mean.
    public enum Convention: String, Sendable {
        case startOfStep = "stamps begin the step"
        case endOfHour = "stamps end the hour"
        case bothEnds = "stamps give both ends of the step"
    }

    /// As in JSON and on the command line.
    public let kind: String
    /// One line, without the time convention.
    public let summary: String
    public let convention: Convention
    /// The first lines of such a file.
    public let example: String
    /// Whether a file has this layout.
    let matches: @Sendable (TraceFile) -> Bool
    /// Reads a file that `matches`, a series for each span or zone that has rows of its own.
    let read: @Sendable (TraceFile, ReadingOptions) throws(TraceError) -> [RawSeries]

    init(
        _ kind: String, _ summary: String, _ convention: Convention, example: String,
        matches: @escaping @Sendable (TraceFile) -> Bool,
        read: @escaping @Sendable (TraceFile, ReadingOptions) throws(TraceError) -> [RawSeries]
    ) {
        (self.kind, self.summary, self.convention, self.example) = (kind, summary, convention, example)
        (self.matches, self.read) = (matches, read)
    }

    /// One line, with the time convention.
    public var abstract: String { "\(summary); \(convention.rawValue)" }

    /// In the order in which a file is tried.
    public static let all: [TraceFormat] = [
        .ukCarbonIntensity, .ukRegional, .wattTime, .wattTime2, .wattTimeTable, .electricityMapsAPI, .carbonAwareSDK,
        .electricityMaps, .entsoe, .entsoeLong, .entsoeFileLibrary, .eia930, .eiaAPI, .neso, .caiso, .openElectricity,
        .carbonCast, .generation, .native,
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
        guard let format = (Self.all + [.columns]).first(where: { $0.kind == kind }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no trace format '\(kind)'")
        }
        self = format
    }
}
