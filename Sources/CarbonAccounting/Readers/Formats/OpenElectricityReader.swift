import Documents
import Foundation
import Reproducibility

/// Reads generation by fuel technology of Australia's markets as OpenElectricity (formerly OpenNEM) exports it: long, with a line
/// for each interval, region and technology, or wide, with a column `Coal (Black) - MW` for each.
enum OpenElectricityReader {
    /// Columns of the wide export beside the technologies.
    private static let otherColumns = [
        "emissions", "price", "temperature", "renewables", "demand", "marketvalue", "netgeneration",
    ]

    static func matches(_ file: TraceFile) -> Bool { file.table != nil && (isLong(file) || isWide(file)) }

    private static func isLong(_ file: TraceFile) -> Bool {
        technology(file) != nil && stamp(file) != nil && amount(file) != nil
    }

    private static func isWide(_ file: TraceFile) -> Bool {
        file.column("date", "time", "datetime") == 0
            && file.headerKeys.contains { key in
                ["coalblack", "coalbrown", "solarrooftop", "batterycharging", "batterydischarging"].contains {
                    key.hasPrefix($0)
                }
            }
    }

    private static func technology(_ file: TraceFile) -> Int? { file.column("fueltech", "fueltechgroup", "fueltechid") }
    private static func stamp(_ file: TraceFile) -> Int? {
        file.column("interval", "tradinginterval", "date", "datetime")
    }
    private static func amount(_ file: TraceFile) -> Int? {
        file.column("power", "energy", "generated", "generation", "value", "powermw", "energymwh")
    }

    static func read(_ file: TraceFile, options: ReadingOptions) throws(TraceError) -> [RawSeries] {
        let table = try file.expectTable()
        return isLong(file) ? try readLong(file, table, options) : try readWide(file, table, options)
    }

    private static func readLong(
        _ file: TraceFile, _ table: CSVTable, _ options: ReadingOptions
    ) throws(TraceError) -> [RawSeries] {
        guard let stamp = stamp(file), let fuel = technology(file), let amount = amount(file) else {
            throw TraceError("\(file.path): no columns 'interval', 'fueltech' and 'power' or 'energy'.")
        }
        let region = file.column("networkregion", "region", "networkcode", "network")
        func zone(_ record: CSVTable.Record) -> String { region.map { record.fields[$0] } ?? "" }
        let stamps = try StampColumn.guessed(table, stamp, isUTC: false, options: options)
        let instants = try table.starts(stamps) { "\(zone($0))\n\($0.fields[fuel])" }
        var long = LongGeneration(file: file.path, sortsRows: true)
        for (record, instant) in zip(table.records, instants) {
            guard let instant, options.zones.isEmpty || region == nil || options.zones.contains(zone(record)) else {
                continue
            }
            long.add(
                zone: zone(record), instant, fuel: record.fields[fuel], try table.amount(record, amount),
                line: record.line)
        }
        return try long.series(format: .openElectricity, options: options, source: "OpenElectricity")
    }

    private static func readWide(
        _ file: TraceFile, _ table: CSVTable, _ options: ReadingOptions
    ) throws(TraceError) -> [RawSeries] {
        let stamps = try StampColumn.guessed(table, 0, isUTC: false, options: options)
        var long = LongGeneration(file: file.path, sortsRows: false)
        let fuels = table.header.fields.indices.dropFirst().filter { index in
            !otherColumns.contains { file.headerKeys[index].hasPrefix($0) }
        }
        for (record, instant) in zip(table.records, try table.starts(stamps)) {
            guard let instant else { continue }
            for index in fuels {
                long.add(
                    zone: "", instant, fuel: table.header.fields[index], try table.amount(record, index),
                    line: record.line,
                    fuelColumn: index + 1)
            }
        }
        return try long.series(format: .openElectricity, options: options, source: "OpenElectricity")
    }
}

extension TraceFormat {
    public static let openElectricity = TraceFormat(
        "open_electricity", "OpenElectricity (AEMO) by fuel technology, long or wide", .startOfStep,
        example: "interval,network_region,fueltech,power\n2024-01-01T00:00:00+10:00,NSW1,coal_black,5200"
    ) {
        OpenElectricityReader.matches($0)
    } read: { file, options throws(TraceError) in
        try OpenElectricityReader.read(file, options: options)
    }
}
