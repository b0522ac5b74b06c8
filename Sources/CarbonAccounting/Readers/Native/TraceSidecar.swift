import Documents
import Foundation

/// What the native CSV file cannot say about itself, read from `<name>.yaml` beside it.
///
/// A YAML map of the keys
/// `source`, `kind` (average, marginal), `scope` (direct, lifecycle, unknown), `licence`, `step_seconds`, `marks`, `negative`,
/// `negative_hours` and `negative_mwh`.
public struct TraceSidecar: Sendable, Equatable {
    public var source: String
    public var kind: SignalKind
    public var scope: EmissionScope
    public var licence: String
    /// Length of a step; nil lets the stamps say it.
    public var stepSeconds: Int?
    /// Name of a CSV file beside the sidecar that lists marked values: columns `utc` and `zone` (or `country`), and `mark` and
    /// `steps` where they are not single estimated values.
    public var marksFile: String?
    /// What was done about negative generation when the file was made.
    public var negative: NegativeTally?

    public init(
        source: String, kind: SignalKind, scope: EmissionScope, licence: String = "", stepSeconds: Int? = nil,
        marksFile: String? = nil, negative: NegativeTally? = nil
    ) {
        self.source = source
        self.kind = kind
        self.scope = scope
        self.licence = licence
        self.stepSeconds = stepSeconds
        self.marksFile = marksFile
        self.negative = negative
    }

    /// Path of the sidecar of a CSV file.
    public static func path(for csv: String) -> String {
        (csv as NSString).deletingPathExtension + ".yaml"
    }

    /// Reads the text of a sidecar.
    ///
    /// - Throws: `TraceError` with the line for an unknown or doubled key, a value out of range, or a missing
    ///   `source`, `kind` or `scope`.
    public init(text: String, file: String) throws(TraceError) {
        do {
            let reader = try DocumentReader(YAMLDocument.parse(text, file: file), file: file)
            source = try reader.string("source")
            kind = try reader.choice("kind")
            scope = try reader.choice("scope")
            licence = try reader.string("licence", default: "")
            stepSeconds = try reader.optionalInteger("step_seconds", in: 1...31_622_400)
            if reader.has("estimated") { throw reader.error("estimated", "is now called 'marks'") }
            marksFile = try reader.optionalString("marks")
            negative = nil
            if reader.has("negative") {
                negative = NegativeTally(
                    setting: try reader.choice("negative"), hours: try reader.number("negative_hours", .atLeast(0)),
                    megawattHours: try reader.number("negative_mwh", .atLeast(0)))
            }
            try reader.finish()
        } catch let error as DocumentError {
            throw TraceError(error)
        } catch {
            throw TraceError("\(file): \(error)")
        }
    }

    /// The text of the sidecar, which `init(text:file:)` reads back.
    public var text: String {
        func line(_ key: String, _ value: String) -> String { "\(key): \(DocumentValue(.string(value)).flowYAML)" }
        var lines = [line("source", source), "kind: \(kind.rawValue)", "scope: \(scope.rawValue)"]
        if !licence.isEmpty { lines.append(line("licence", licence)) }
        if let stepSeconds { lines.append("step_seconds: \(stepSeconds)") }
        if let marksFile { lines.append(line("marks", marksFile)) }
        if let negative {
            lines += [
                "negative: \(negative.setting.rawValue)", "negative_hours: \(negative.hours)",
                "negative_mwh: \(negative.megawattHours)",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
