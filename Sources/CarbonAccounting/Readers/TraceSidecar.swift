import Documents
import Foundation

/// What the native CSV file cannot say about itself, read from `<name>.yaml` beside it.
///
/// A YAML map of the keys
/// `source`, `kind` (average, marginal), `scope` (direct, lifecycle, unknown), `licence`, `step_seconds`, `estimated`.
public struct TraceSidecar: Sendable, Equatable {
    public var source: String
    public var kind: SignalKind
    public var scope: EmissionScope
    public var licence: String
    /// Length of a step; nil lets the stamps say it.
    public var stepSeconds: Int?
    /// Name of a CSV file beside the sidecar that lists estimated values: columns `utc` and `zone` (or `country`).
    public var estimatedFile: String?

    public init(
        source: String, kind: SignalKind, scope: EmissionScope, licence: String = "", stepSeconds: Int? = nil,
        estimatedFile: String? = nil
    ) {
        self.source = source
        self.kind = kind
        self.scope = scope
        self.licence = licence
        self.stepSeconds = stepSeconds
        self.estimatedFile = estimatedFile
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
            estimatedFile = try reader.optionalString("estimated")
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
        if let estimatedFile { lines.append(line("estimated", estimatedFile)) }
        return lines.joined(separator: "\n") + "\n"
    }
}
