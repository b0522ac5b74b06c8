import Documents
import Foundation

/// What the native CSV file cannot say about itself, read from `<name>.yaml` beside it.
///
/// Flat `key: value` lines, `#` comments and blank lines; a value may stand in single or double quotes. Keys:
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

    private enum Key: String, CaseIterable {
        case source, kind, scope, licence, estimated
        case stepSeconds = "step_seconds"
    }

    /// Reads the text of a sidecar.
    ///
    /// - Throws: `TraceError` with the line for an unknown or doubled key, a value out of range, or a missing
    ///   `source`, `kind` or `scope`.
    public init(text: String, file: String) throws(TraceError) {
        var values: [Key: (text: String, line: Int)] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let content = line.trimmingCharacters(in: .whitespacesAndNewlines)
            if content.isEmpty || content.hasPrefix("#") || content == "---" { continue }
            let place = "\(file), line \(index + 1)"
            guard let colon = content.firstIndex(of: ":") else {
                throw TraceError("\(place): '\(content)' is not a 'key: value' line.")
            }
            let name = content[..<colon].trimmingCharacters(in: .whitespaces)
            guard let key = Key(rawValue: name) else {
                let all = Key.allCases.map(\.rawValue)
                let hint = nearMiss(name, among: all).map { " Did you mean '\($0)'?" } ?? ""
                throw TraceError("\(place): unknown key '\(name)'.\(hint) Known: \(all.joined(separator: ", ")).")
            }
            if let first = values[key] {
                throw TraceError("\(place): '\(name)' stands on line \(first.line) already.")
            }
            values[key] = (try Self.scalar(content[content.index(after: colon)...], place: place), index + 1)
        }
        func required(_ key: Key) throws(TraceError) -> String {
            guard let value = values[key] else { throw TraceError("\(file): no '\(key.rawValue):' line.") }
            return value.text
        }
        func choice<T: RawRepresentable & CaseIterable>(_ key: Key, _: T.Type) throws(TraceError) -> T
        where T.RawValue == String {
            let text = try required(key)
            guard let value = T(rawValue: text) else {
                throw TraceError(
                    "\(file), line \(values[key]?.line ?? 0): \(key.rawValue) '\(text)' is none of"
                        + " \(T.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return value
        }
        source = try required(.source)
        kind = try choice(.kind, SignalKind.self)
        scope = try choice(.scope, EmissionScope.self)
        licence = values[.licence]?.text ?? ""
        estimatedFile = values[.estimated]?.text
        if let step = values[.stepSeconds] {
            guard let seconds = Int(step.text), 1...31_622_400 ~= seconds else {
                throw TraceError(
                    "\(file), line \(step.line): step_seconds '\(step.text)' is not a number of seconds from 1 to a year."
                )
            }
            stepSeconds = seconds
        } else {
            stepSeconds = nil
        }
    }

    /// The text of the sidecar, which `init(text:file:)` reads back.
    public var text: String {
        let quoted = { (value: String) in
            "\"" + value.replacing("\"", with: "'").replacing("\n", with: " ") + "\""
        }
        var lines = ["source: \(quoted(source))", "kind: \(kind.rawValue)", "scope: \(scope.rawValue)"]
        if !licence.isEmpty { lines.append("licence: \(quoted(licence))") }
        if let stepSeconds { lines.append("step_seconds: \(stepSeconds)") }
        if let estimatedFile { lines.append("estimated: \(quoted(estimatedFile))") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A plain or quoted value; a comment may follow after ` #`.
    private static func scalar(_ text: Substring, place: String) throws(TraceError) -> String {
        let value = text.trimmingCharacters(in: .whitespaces)
        if let quote = value.first, quote == "\"" || quote == "'" {
            let inner = value.dropFirst()
            guard let close = inner.firstIndex(of: quote) else {
                throw TraceError("\(place): a quote is never closed.")
            }
            let rest = inner[inner.index(after: close)...].trimmingCharacters(in: .whitespaces)
            guard rest.isEmpty || rest.hasPrefix("#") else {
                throw TraceError("\(place): '\(rest)' follows the closing quote.")
            }
            return String(inner[..<close])
        }
        let plain = value.range(of: " #").map { value[..<$0.lowerBound].trimmingCharacters(in: .whitespaces) } ?? value
        if let structure = plain.first, "[{&*!|>%@`".contains(structure) {
            throw TraceError("\(place): '\(plain)' is not a plain value; put it in quotes.")
        }
        return plain
    }
}
