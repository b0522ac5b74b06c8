import ArgumentParser
import CarbonAccounting
import Foundation

/// The trace files, what to take from them, and what they do not say themselves.
struct TraceOptions: ParsableArguments {
    @Argument(
        help: "Trace files: different zones, or following spans of one zone.",
        completion: .file(extensions: ["csv", "json"]))
    var files: [String]

    @Option(help: "What to take from files that have both: direct or lifecycle; by default lifecycle.")
    var scope: EmissionScope?
    @Option(
        name: [.customLong("zone"), .customLong("zones")],
        help: "Zones to take, separated by commas, all by default; the zone's name where a file has none.")
    var zones: CommaSeparated<String>?
    @OptionGroup(title: "Generation by fuel") var generation: GenerationOptions
    @OptionGroup(title: "What a file does not say") var layout: LayoutOptions

    /// - Throws: `DocumentError` for a table of factors that cannot be read.
    func reading(gaps: GapPolicy) throws -> ReadingOptions {
        var options = ReadingOptions(gaps: gaps, scope: scope)
        options.zones = zones?.values ?? []
        try generation.add(to: &options)
        // Factors that the user brings count what --scope says.
        if generation.factors != nil { options.scope = nil }
        if let scope, let factors = options.factors { options.factors = factors.counting(scope) }
        try layout.add(to: &options)
        return options
    }

    /// Reads the files, and says on standard error what is worth knowing of them.
    ///
    /// - Throws: `TraceError`, and `DocumentError` for a table of factors.
    func read(gaps: GapPolicy) throws -> TraceReading {
        let reading = try TraceReading(files, try reading(gaps: gaps))
        for note in reading.notes { printError("note: \(note)") }
        return reading
    }
}

/// How generation by fuel becomes an intensity.
struct GenerationOptions: ParsableArguments {
    @Option(
        help: "Table of emission factors by fuel; by default life-cycle medians of IPCC AR5.",
        completion: .file(extensions: ["yaml"]))
    var factors: String?
    @Option(help: ArgumentHelp("Columns that are no fuels, separated by commas.", valueName: "columns"))
    var ignore: CommaSeparated<String>?
    @Option(help: "Negative generation: zero (and mark the hour), refuse, or net.") var negative: NegativeGeneration =
        .zero
    @Option(help: "Values of EIA-930: adjusted or reported.") var eia: AuthorityValues = .adjusted

    func add(to options: inout ReadingOptions) throws {
        options.factors = try factors.map { try FuelFactors(contentsOf: $0) }
        options.ignoredColumns = ignore?.values ?? []
        options.negative = negative
        options.authorityValues = eia
    }
}

/// What is asked for where a file leaves it open, and the columns of a file of no known layout.
struct LayoutOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Column with the stamps, by name or number from 1.", valueName: "column"))
    var timeColumn: String?
    @Option(help: ArgumentHelp("Column with the intensity, by name or number.", valueName: "column")) var valueColumn:
        String?
    @Option(help: ArgumentHelp("Column with the zones, by name or number.", valueName: "column")) var zoneColumn:
        String?
    @Option(help: "Units of the values: gCO2eq/kWh, lb/MWh or kg/MWh.") var units: ColumnMapping.Units?
    @Option(help: "Whether stamps are the start or the end of their steps; by default start.") var stamps:
        ColumnMapping.Stamps?
    @Option(
        help: ArgumentHelp("Time zone of stamps without an offset, such as Europe/Paris or UTC.", valueName: "zone"))
    var timeZone: String?
    @Option(help: "Order of day and month in dates such as 1/2/2020: dmy or mdy.") var dateOrder: DateOrder?
    @Option(help: ArgumentHelp("Day of a file that has times of day alone.", valueName: "date")) var day: String?
    @Option(help: "What separates fields: comma, semicolon or tab.") var delimiter: FieldDelimiter?
    @Option(help: "What stands before decimals: point or comma.") var decimal: DecimalMark?
    @Option(help: "For how long a value holds: halfHour, hour, day, month, year or seconds.") var interval:
        ValueInterval?
    @Option(help: "What the intensity answers for: average or marginal.") var kind: SignalKind?
    @Option(help: ArgumentHelp("Which of several forecasts, by when it was made.", valueName: "instant")) var issued:
        String?

    func add(to options: inout ReadingOptions) throws {
        if timeColumn != nil || valueColumn != nil || zoneColumn != nil || units != nil || stamps != nil {
            options.columns = ColumnMapping(
                time: timeColumn, value: valueColumn, zone: zoneColumn, units: units, stamps: stamps ?? .start)
        }
        if let timeZone { options.timeZone = try knownTimeZone(timeZone) }
        options.dateOrder = dateOrder
        options.day = day
        options.delimiter = delimiter
        options.decimalMark = decimal
        options.interval = interval
        options.kind = kind
        options.issued = issued
    }
}

/// The time zone of a `--time-zone`.
func knownTimeZone(_ name: String) throws -> TimeZone {
    guard let zone = TimeZone(identifier: name) else {
        throw ValidationError("--time-zone \(name): no such time zone; expected such as Europe/Paris or UTC")
    }
    return zone
}

extension EmissionScope: ExpressibleByArgument {}
extension GapPolicy: ExpressibleByArgument {}
extension SignalKind: ExpressibleByArgument {}
extension NegativeGeneration: ExpressibleByArgument {}
extension AuthorityValues: ExpressibleByArgument {}
extension ColumnMapping.Units: ExpressibleByArgument {}
extension ColumnMapping.Stamps: ExpressibleByArgument {}
extension DateOrder: ExpressibleByArgument {}
extension FieldDelimiter: ExpressibleByArgument {}
extension DecimalMark: ExpressibleByArgument {}
extension ValueInterval: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
