import Documents
import Reproducibility

/// Generation by fuel of one zone, row by row, which factors make an intensity: Σ generation · factor / Σ generation.
struct GenerationMix {
    /// What a file says about a fuel at an instant.
    enum Amount: Equatable {
        case megawatts(Double)
        /// The zone has no such plant; it adds nothing.
        case noPlant
        /// Not reported: an empty field.
        case blank
        /// Not reported, in so many words (`-`, `N/A`).
        case missing

        /// Reads a field with the words of ENTSO-E; nil for other words.
        init?(_ field: String, number: (String) -> Double? = groupedNumber) {
            switch field.lowercased() {
            case "": self = .blank
            case "n/e": self = .noPlant
            case "-", "n/a": self = .missing
            case let text:
                guard let value = number(text) else { return nil }
                self = .megawatts(value)
            }
        }
    }

    struct Fuel {
        let name: String
        /// Field of each line, from 1, in a table with a column for each fuel.
        let column: Int?
        var amounts: [Amount] = []
        /// Line of each amount, where a row has a line for each fuel.
        var lines: [Int?] = []
    }

    let file: String
    /// The zone's name; nil where the file has none.
    let zone: String?
    var rows: [RawSeries.Row] = []
    var fuels: [Fuel]
    var marks: [Int: ValueMarks] = [:]
    var notes: [String] = []

    /// The intensity of each row.
    ///
    /// A row in which a counted fuel is missing has no value; a fuel that is blank in all rows is no plant of the zone.
    /// - Throws: `TraceError` with a question for a fuel without a factor.
    func series(format: TraceFormat, options: ReadingOptions, source: String) throws(TraceError) -> RawSeries {
        let factors = options.factors ?? .ipccAR5
        let ignored = Set(options.ignoredColumns.map(FuelFactors.key))
        var counted: [(fuel: Fuel, grams: Double)] = []
        var unknown: [Fuel] = []
        for fuel in fuels where !ignored.contains(FuelFactors.key(fuel.name)) {
            switch factors.factor(column: fuel.name) {
            case .grams(let grams): counted.append((fuel, grams))
            case .ignore: continue
            case nil: unknown.append(fuel)
            }
        }
        if let first = unknown.first {
            let hint = nearMiss(first.name, among: factors.fuels).map { " Did you mean '\($0)'?" } ?? ""
            let place = first.column.map { ", line 1, column \($0)" } ?? ""
            let names = unknown.map { "'\($0.name)'" }.joined(separator: ", ")
            throw TraceError(
                "\(file)\(place): the table of factors has no fuel \(names).\(hint) Give its gCO2eq/kWh, or ignore it if it is"
                    + " no generation.", asking: .fuel)
        }
        guard !counted.isEmpty else { throw TraceError("\(file): no column of a fuel.") }
        let name = zone ?? (options.zones.count == 1 ? options.zones[0] : stem(of: file))
        var notes = notes
        let absent = counted.filter { $0.fuel.amounts.allSatisfy { $0 == .blank } }.map(\.fuel.name)
        if !absent.isEmpty, absent.count < counted.count {
            counted.removeAll { absent.contains($0.fuel.name) }
            notes.append(
                "\(file): \(name) has no values of \(absent.joined(separator: ", ")); taken as no such plants.")
        }

        var result = RawSeries.Zone(name: name, column: nil, values: [], marks: marks)
        for row in rows.indices {
            var (generation, emissions) = (0.0, 0.0)
            var negative = 0.0
            var spoiled: (kind: TraceProblem.Kind, fuel: Fuel, message: String)?
            for (fuel, grams) in counted {
                var amount: Double
                switch fuel.amounts[row] {
                case .megawatts(let value): amount = value
                case .noPlant: continue
                case .blank, .missing:
                    spoiled = (.gap, fuel, "no value of \(fuel.name) for \(name)")
                    continue
                }
                if !amount.isFinite {
                    spoiled = (.nonFinite, fuel, "\(amount) of \(fuel.name) for \(name) is not finite")
                    continue
                }
                if amount < 0 {
                    negative -= amount
                    switch options.negative {
                    case .zero:
                        amount = 0
                        result.mark(.clipped, row: row)
                    case .net: break
                    case .refuse:
                        spoiled = (.negative, fuel, "\(amount) MW of \(fuel.name) for \(name) is negative generation")
                        continue
                    }
                }
                generation += amount
                emissions += amount * grams
            }
            if spoiled == nil, generation <= 0 {
                spoiled = (.gap, counted[0].fuel, "no generation for \(name)")
            } else if spoiled == nil, emissions < 0 {
                spoiled = (.negative, counted[0].fuel, "emissions for \(name) are negative in sum")
            }
            if let spoiled {
                let isOfFuel = spoiled.message != "no generation for \(name)"
                result.faults[row] = TraceProblem(
                    spoiled.kind, file: file,
                    line: (spoiled.fuel.lines.isEmpty ? nil : spoiled.fuel.lines[row]) ?? rows[row].line,
                    column: isOfFuel ? spoiled.fuel.column : nil, spoiled.message)
                result.marks[row] = nil
                result.values.append(nil)
            } else {
                if negative > 0 { result.negativeMegawatts[row] = negative }
                result.values.append(emissions / generation)
            }
        }
        if options.factors == nil {
            notes.append("\(file): intensity derived from generation with the \(factors.source).")
        }
        return RawSeries(
            file: file, format: format, kind: .average, scope: factors.scope,
            source: "\(source) with \(factors.source)",
            rows: rows, zones: [result], namesZones: zone != nil, notes: notes, negative: options.negative)
    }
}
