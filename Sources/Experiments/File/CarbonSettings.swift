import CarbonAccounting
import Documents
import Reproducibility

/// The trace and where on it the rounds lie.
public struct CarbonSettings: Sendable {
    public let traces: [String]
    public let gaps: GapPolicy
    /// What to take from files that have both scopes; nil takes life cycle.
    public let scope: EmissionScope?
    public let start: UTCInstant
    public let slotSeconds: Int
}

extension CarbonSettings {
    package init(_ reader: DocumentReader, folder: String) throws {
        let trace = "file of carbon intensities, or a list of files"
        let files: [String]
        if reader.isList("trace") {
            files = try reader.strings("trace", help: trace)
        } else {
            files = [try reader.string("trace", help: trace)]
        }
        traces = files.map { resolvedPath($0, from: folder) }
        gaps = try reader.choice(
            "gaps", default: .refuse, help: "what is done about missing values")
        scope =
            reader.has("scope") ? try reader.choice("scope", help: "direct or lifecycle, of files that have both") : nil
        let text = try reader.string("start", help: "start of round 0, such as 2020-06-01T00:00Z")
        do {
            start = try UTCInstant(iso8601: text)
        } catch {
            throw reader.error("start", "\(error); expected an instant such as 2020-06-01T00:00Z")
        }
        slotSeconds = try reader.integer(
            "slotSeconds", atLeast: 1, default: 3600, help: "length of a round on the trace [s]")
    }
}
