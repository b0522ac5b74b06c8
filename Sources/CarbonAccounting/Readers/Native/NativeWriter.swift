import Reproducibility

extension CarbonTrace {
    /// The trace as a native CSV file: `utc,<zone>…`, a line for each step, empty fields where there is no value.
    ///
    /// Numbers are the shortest that read back the same.
    public var nativeText: String {
        var text = (["utc"] + zones).map(quotedField).joined(separator: ",") + "\n"
        for step in 0..<stepCount {
            text += start.adding(seconds: step * stepSeconds).description
            for zone in zones.indices {
                text += ","
                if let value = value(zone: zone, step: step) { text += shortest(value) }
            }
            text += "\n"
        }
        return text
    }

    /// The list of marked values beside the native file; nil where nothing is marked.
    public var marksText: String? { MarkList.text(of: self) }

    /// Path of the list of marked values beside a native file.
    public static func marksPath(for csv: String) -> String { MarkList.path(for: csv) }

    /// What belongs into the sidecar of the native file, but for marks.
    public var sidecar: TraceSidecar {
        TraceSidecar(source: source, kind: kind, scope: scope, licence: licence, stepSeconds: stepSeconds)
    }
}

private func shortest(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

func quotedField(_ field: String) -> String {
    guard field.contains(where: { ",\"\n\r".contains($0) }) || field.first == " " || field.last == " " else {
        return field
    }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
}
