import Documents

/// Reads the yearly CSV files of Electricity Maps: one zone, a direct and a life-cycle column, stamps in UTC.
///
/// Column names are compared by their letters and digits alone, which covers the spellings of all years, such as
/// `Carbon Intensity gCO₂eq/kWh (LCA)` and `Carbon intensity gCO₂eq/kWh (Life cycle)`.
enum ElectricityMapsReader {
    static func matches(_ text: CSVTable) -> Bool {
        let names = text.header.fields.map(lettersAndDigits)
        return names.contains("datetimeutc") && names.contains { $0.hasPrefix("carbonintensitygco2") }
    }

    /// - Parameter scope: which of the two columns; nil takes life cycle if the file has it.
    static func read(_ text: CSVTable, scope: EmissionScope?) throws(TraceError) -> RawSeries {
        let names = text.header.fields.map(lettersAndDigits)
        func column(_ candidates: String...) -> Int? { names.firstIndex { candidates.contains($0) } }
        let stamp = column("datetimeutc") ?? 0
        guard let zone = column("zoneid") ?? column("zonename") ?? column("country") else {
            throw TraceError("\(text.file), line \(text.header.line): no column 'Zone id' to name the zone.")
        }
        let lifecycle = column("carbonintensitygco2eqkwhlca", "carbonintensitygco2eqkwhlifecycle")
        let direct = column("carbonintensitygco2eqkwhdirect")
        let chosen: EmissionScope = scope ?? (lifecycle == nil ? .direct : .lifecycle)
        guard let intensity = chosen == .direct ? direct : chosen == .lifecycle ? lifecycle : nil else {
            throw TraceError(
                "\(text.file), line \(text.header.line): no intensity column of scope \(chosen.rawValue);"
                    + " the header has: \(text.header.fields.joined(separator: ", ")).")
        }
        guard let first = text.records.first else { throw TraceError("\(text.file): no values after the header.") }
        let name = first.fields[zone]
        guard !name.isEmpty else { throw text.malformed(first, zone, "the zone has no name") }
        if let other = text.records.first(where: { $0.fields[zone] != name }) {
            throw text.malformed(
                other, zone, "zone '\(other.fields[zone])' in a file of zone '\(name)'; expected one zone a file")
        }
        var (rows, zones) = try text.series(stamp: stamp, bareIsUTC: true, columns: [(name, intensity)])
        if let flag = column("dataestimated") {
            zones[0].estimated = Set(
                text.records.indices.filter { text.records[$0].fields[flag].lowercased() == "true" })
        }
        return RawSeries(
            file: text.file, format: .electricityMaps, kind: .average, scope: chosen, source: "Electricity Maps",
            rows: rows, zones: zones)
    }

    private static func lettersAndDigits(_ name: String) -> String {
        String(
            name.lowercased().replacing("₂", with: "2").unicodeScalars.filter { scalar in
                "a"..."z" ~= scalar || "0"..."9" ~= scalar
            }.map(Character.init))
    }
}

extension TraceFormat {
    public static let electricityMaps = TraceFormat(
        "electricity_maps", "yearly CSV files of Electricity Maps, one zone a file; stamps begin the hour"
    ) {
        $0.table.map(ElectricityMapsReader.matches) ?? false
    } read: { file, scope throws(TraceError) in
        guard let table = file.table else { throw TraceError("\(file.path): not of this layout.") }
        return try ElectricityMapsReader.read(table, scope: scope)
    }
}
