import CarbonAccounting
import Foundation
import Reproducibility

/// A random true series as each publisher writes it, by the shortest code that does.
let naiveWriters: [String: @Sendable (inout RandomStream) throws -> WrittenFile] = [
    "native": native, "columns": columns, "electricity_maps": electricityMaps,
    "electricity_maps_api": electricityMapsAPI, "uk_carbon_intensity": ukNational, "uk_regional": ukRegional,
    "watttime": wattTime, "watttime_v2": wattTime2, "watttime_table": wattTimeTable,
    "carbon_aware_sdk": carbonAwareSDK, "neso": neso, "carboncast": carbonCast, "generation": generation,
    "entsoe": entsoe, "entsoe_long": entsoeLong, "entsoe_file_library": entsoeFileLibrary, "eia930": eia930,
    "eia_api": eiaAPI, "caiso": caiso, "open_electricity": openElectricity,
]

private let iso = "YYYY-MM-DDTHH:mm:ss"
private let poundsPerMWh = 0.45359237

private struct UnknownClock: Error { let identifier: String }

private func clock(_ identifier: String) throws -> TimeZone {
    guard let zone = TimeZone(identifier: identifier) else { throw UnknownClock(identifier: identifier) }
    return zone
}

/// The zone with another value in each step.
private func mapped(_ zone: TrueZone, _ change: (Double) -> Double) -> TrueZone {
    TrueZone(
        name: zone.name,
        steps: zone.steps.map { .init(start: $0.start, seconds: $0.seconds, value: change($0.value), marks: $0.marks) })
}

/// Marks some steps.
private func marking(_ zone: TrueZone, _ mark: ValueMarks, using rng: inout RandomStream) -> TrueZone {
    var zone = zone
    for step in zone.steps.indices where rng.chance(0.3) { zone.steps[step].marks = mark }
    return zone
}

// MARK: Tables of intensity

private func native(_ rng: inout RandomStream) -> WrittenFile {
    let first = rng.zone("A, north", steps: [3600, 1800, 900, 300], mayChange: true)
    let lengths = first.steps.map(\.seconds)
    let zones = [first, rng.zone("B", start: first.steps[0].start, lengths: lengths)]
    let (offset, suffix) = rng.one(of: (0, "Z"), (0, ""), (19_800, "+05:30"), (-10_800, "-03:00"))
    var text = "utc,\"A, north\",B\n"
    for step in lengths.indices {
        text += written(first.steps[step].start + offset, iso) + suffix
        for zone in zones { text += ",\(zone.steps[step].value)" }
        text += "\n"
    }
    return WrittenFile("t.csv", text, zones)
}

private func columns(_ rng: inout RandomStream) throws -> WrittenFile {
    let local = try clock(rng.one(of: "Europe/Paris", "Asia/Kolkata", "Australia/Lord_Howe", "America/New_York", "UTC"))
    let delimiter = rng.one(of: ";", "\t")
    let isEpoch = rng.chance(0.2)
    let (isComma, isEnd) = (rng.chance(0.5), rng.chance(0.5))
    let style = rng.one(of: "DD.MM.YYYY HH:mm", "MM/DD/YYYY h12:mm AMPM", "YYYY-MM-DD HH:mm:ss")
    let first = rng.zone("X", steps: [3600, 1800])
    let zones = [first, rng.zone("Y", start: first.steps[0].start, lengths: first.steps.map(\.seconds))]
    var lines: [String] = []
    for step in first.steps.indices {
        for zone in zones {
            let it = zone.steps[step]
            let instant = it.start + (isEnd ? it.seconds : 0)
            let number = (it.value * 100).rounded() / 100
            let text = String(format: "%.2f", number).replacing(".", with: isComma ? "," : ".")
            let stamp = isEpoch ? "\(instant)" : written(reading(at: instant, in: local), style)
            lines.append(["\(lines.count)", stamp, zone.name, text].joined(separator: delimiter))
        }
    }
    let header = ["", "when", "where", "intensity"].joined(separator: delimiter)
    var file = WrittenFile(
        "mine.txt", header + "\n" + lines.joined(separator: "\n") + "\n", zones.map { mapped($0) { $0 * poundsPerMWh } }
    )
    file.options.columns = ColumnMapping(
        time: "when", value: "intensity", zone: "where", units: .poundsPerMWh, stamps: isEnd ? .end : .start)
    file.options.timeZone = local
    file.options.interval = .seconds(first.steps[0].seconds)
    file.options.dateOrder = style.hasPrefix("MM") ? .monthDay : .dayMonth
    if isComma { file.options.decimalMark = .comma }
    return file
}

private func electricityMaps(_ rng: inout RandomStream) -> WrittenFile {
    let delimiter = rng.one(of: ",", ";", "\t")
    let month = rng.chance(0.2)
    var zones: [TrueZone]
    if month {
        zones = [rng.zone("FR", start: 1_704_067_200, lengths: [31, 29, 31, 30, 31].map { $0 * 86_400 })]
    } else {
        let first = rng.zone("FR")
        zones = [first, rng.zone("US-CAL-CISO", start: first.steps[0].start, lengths: first.steps.map(\.seconds))]
    }
    for index in zones.indices { zones[index] = marking(zones[index], .estimated, using: &rng) }
    let header = [
        "Datetime (UTC)", "Zone id",
        rng.one(of: "Carbon intensity gCO₂eq/kWh (Life cycle)", "Carbon Intensity gCO2eq/kWh (LCA)"),
        "Carbon intensity gCO₂eq/kWh (direct)", rng.one(of: "Data estimated", "Data Estimated"),
    ]
    var text = header.joined(separator: delimiter) + "\n"
    for step in zones[0].steps.indices {
        for zone in zones {
            let it = zone.steps[step]
            let flag = it.marks.isEmpty ? rng.one(of: "False", "false") : rng.one(of: "True", "true")
            text +=
                [written(it.start, "YYYY-MM-DD HH:mm:ss"), zone.name, "\(it.value)", "1.5", flag]
                .joined(separator: delimiter) + "\n"
        }
    }
    var file = WrittenFile(month ? "FR_2024_monthly.csv" : "d.csv", text, zones)
    if rng.chance(0.3) {
        file.data = Data([0xEF, 0xBB, 0xBF]) + file.data
    } else if rng.chance(0.3), let wide = ("\u{FEFF}" + text).data(using: .utf16LittleEndian) {
        file.data = wide
        file.everyLineCounts = false
    }
    return file
}

private func neso(_ rng: inout RandomStream) -> WrittenFile {
    let zone = rng.zone("GB", steps: [1800])
    let rows = zone.steps.map {
        "\(written($0.start, "YYYY-MM-DD HH:mm:ss")),8382.0,15037.0,30764.0,\($0.value),25.0\n"
    }
    return WrittenFile(
        "df_fuel_ckan.csv", "DATETIME,GAS,COAL,GENERATION,CARBON_INTENSITY,GAS_perc\n" + rows.joined(), [zone])
}

private func carbonCast(_ rng: inout RandomStream) -> WrittenFile {
    let zone = rng.zone("CISO")
    let rows = zone.steps.enumerated().map { "\($0),\(written($1.start, "YYYY-MM-DD HH:mm:ss")),\($1.value),9,6574\n" }
    return WrittenFile(
        "CISO_direct_emissions.csv", ",UTC time,carbon_intensity,coal,nat_gas\n" + rows.joined(), [zone])
}

private func wattTimeTable(_ rng: inout RandomStream) -> WrittenFile {
    let zone = rng.zone("CAISO_NORTH", steps: [300])
    let rows = zone.steps.map { "\(written($0.start, iso))+00:00,\($0.value),3.0,300\n" }
    return WrittenFile(
        "CAISO_NORTH_2021-01_MOER.csv", "timestamp,MOER,MOER version,frequency\n" + rows.joined(),
        [mapped(zone) { $0 * poundsPerMWh }])
}

// MARK: Answers of interfaces

private func list(_ entries: [String]) -> String { "[" + entries.joined(separator: ",\n") + "]" }

private func electricityMapsAPI(_ rng: inout RandomStream) -> WrittenFile {
    let key = rng.one(of: "history", "data", "forecast")
    var zone = rng.zone("DE")
    for step in zone.steps.indices where key == "forecast" || rng.chance(0.3) { zone.steps[step].marks = .estimated }
    let entries = zone.steps.map {
        "{\"carbonIntensity\":\($0.value),\"datetime\":\"\(written($0.start, iso)).000Z\""
            + (key == "forecast" ? "}" : ",\"emissionFactorType\":\"lifecycle\",\"isEstimated\":\(!$0.marks.isEmpty)}")
    }
    return WrittenFile("a.json", "{\"zone\":\"DE\",\"\(key)\":\(list(entries))}", [zone])
}

/// Now and then a half-hour comes twice; the first counts.
private func ukNational(_ rng: inout RandomStream) -> WrittenFile {
    let zone = marking(rng.zone("GB", steps: [1800]), .estimated, using: &rng)
    var entries: [String] = []
    for it in zone.steps {
        func entry(_ value: Double) -> String {
            "{\"from\":\"\(written(it.start, "YYYY-MM-DDTHH:mm"))Z\",\"to\":\"\(written(it.start + 1800, "YYYY-MM-DDTHH:mm"))Z\","
                + "\"intensity\":{\"forecast\":\(it.marks.isEmpty ? value + 7 : value),"
                + "\"actual\":\(it.marks.isEmpty ? "\(value)" : "null"),\"index\":\"low\"}}"
        }
        entries.append(entry(it.value))
        if rng.chance(0.05) { entries.append(entry(it.value + 2)) }
    }
    var file = WrittenFile("gb.json", "{\"data\":\(list(entries))}", [zone])
    file.options.gaps = .drop
    return file
}

private func ukRegional(_ rng: inout RandomStream) -> WrittenFile {
    let first = rng.zone("North Scotland", steps: [1800])
    let second = rng.zone("London", start: first.steps[0].start, lengths: first.steps.map(\.seconds))
    let entries = first.steps.indices.map { step in
        let regions = [first, second].enumerated().map {
            "{\"regionid\":\($0),\"shortname\":\"\($1.name)\",\"intensity\":{\"forecast\":\($1.steps[step].value)}}"
        }
        let start = first.steps[step].start
        return
            "{\"from\":\"\(written(start, "YYYY-MM-DDTHH:mm"))Z\",\"to\":\"\(written(start + 1800, "YYYY-MM-DDTHH:mm"))Z\","
            + "\"regions\":\(list(regions))}"
    }
    let zones = [first, second].map { zone in
        TrueZone(
            name: zone.name,
            steps: zone.steps.map { .init(start: $0.start, seconds: 1800, value: $0.value, marks: .estimated) })
    }
    return WrittenFile("r.json", "{\"data\":\(list(entries))}", zones)
}

private func wattTime(_ rng: inout RandomStream) -> WrittenFile {
    let zone = marking(rng.zone("CAISO_NORTH", steps: [300]), .imputed, using: &rng)
    var entries = zone.steps.map {
        "{\"point_time\":\"\(written($0.start, iso))+00:00\",\"value\":\($0.value),\"imputed_data_used\":\(!$0.marks.isEmpty)}"
    }
    if rng.chance(0.5) { entries.reverse() }
    return WrittenFile(
        "w.json",
        "{\"data\":\(list(entries)),\"meta\":{\"region\":\"CAISO_NORTH\",\"signal_type\":\"co2_moer\","
            + "\"units\":\"lbs_co2_per_mwh\",\"data_point_period_seconds\":300}}", [mapped(zone) { $0 * poundsPerMWh }])
}

private func wattTime2(_ rng: inout RandomStream) -> WrittenFile {
    let zone = rng.zone("ERCOT", steps: [300])
    let entries = zone.steps.map {
        "{\"point_time\":\"\(written($0.start, iso)).000Z\",\"value\":\($0.value),\"frequency\":300,\"ba\":\"ERCOT\",\"datatype\":\"MOER\"}"
    }
    return WrittenFile(
        "v2.json", list(rng.chance(0.5) ? entries.reversed() : entries), [mapped(zone) { $0 * poundsPerMWh }])
}

/// Every value has a length of its own.
private func carbonAwareSDK(_ rng: inout RandomStream) -> WrittenFile {
    let lengths = (0..<30).map { _ in rng.one(of: 300, 1800, 3600) }
    let zone = rng.zone("westus", start: rng.start(), lengths: lengths)
    let entries = zone.steps.map {
        "{\"location\":\"westus\",\"time\":\"\(written($0.start, iso))+00:00\",\"rating\":\($0.value),"
            + "\"duration\":\"\(written($0.seconds, "HH:mm:ss"))\"}"
    }
    var file = WrittenFile("s.json", list(entries), [zone])
    file.options.kind = .marginal
    return file
}

// MARK: Generation by fuel

private let entsoeFuels: [(name: String, grams: Double?)] = [
    ("Biomass", 230), ("Fossil Gas", 490), ("Fossil Hard coal", 820), ("Nuclear", 12), ("Wind Onshore", 11),
    ("Hydro Pumped Storage", nil),
]

private func generation(_ rng: inout RandomStream) -> WrittenFile {
    let fuels: [(name: String, grams: Double?)] = [("coal", 820), ("natural gas", 490), ("wind", 11), ("Battery", nil)]
    let zone = rng.zone("g", steps: [3600, 1800, 900], mayChange: true)
    let mix = TrueMix(zone, fuels, using: &rng)
    let rows = zip(mix.zone.steps, mix.megawatts).map { step, row in
        ([written(step.start, iso) + "Z"] + row.map { $0.map { "\($0).0" } ?? "" }).joined(separator: ",") + "\n"
    }
    return WrittenFile(
        "g.csv", (["utc"] + fuels.map(\.name)).joined(separator: ",") + "\n" + rows.joined(), [mix.zone])
}

/// Local time with the hour that comes twice, and the one that the clock skips as a row without values.
private func entsoe(_ rng: inout RandomStream) throws -> WrittenFile {
    let (word, local) = rng.one(
        of: ("CET/CEST", try clock("Europe/Brussels")), ("UTC", try clock("UTC")),
        ("EET/EEST", try clock("Europe/Athens")))
    let mix = TrueMix(rng.zone("ES", steps: [3600, 900], mayChange: true), entsoeFuels, using: &rng)
    let isInHeader = rng.chance(0.5)
    let style = "DD.MM.YYYY HH:mm"
    func row(_ reading: Int, _ seconds: Int, _ amounts: [String]) -> String {
        let zone = isInHeader ? "" : " (\(word))"
        let unit = "\(written(reading, style)) - \(written(reading + seconds, style))\(zone)"
        return (["BZN|ES", unit] + amounts).map { "\"\($0)\"" }.joined(separator: ",") + "\n"
    }
    var text =
        "\"Area\",\"MTU\(isInHeader ? " (\(word))" : "")\","
        + entsoeFuels.map { "\"\($0.name)  - Actual Aggregated [MW]\"" }.joined(separator: ",")
        + ",\"Hydro Pumped Storage  - Actual Consumption [MW]\"\n"
    var expected: Int?
    for (step, amounts) in zip(mix.zone.steps, mix.megawatts) {
        let reading = reading(at: step.start, in: local)
        if let skipped = expected, skipped < reading {
            text += row(skipped, 3600, [String](repeating: rng.one(of: "-", "n/e"), count: entsoeFuels.count + 1))
        }
        text += row(reading, step.seconds, amounts.map { $0.map { "\($0)" } ?? "n/e" } + [rng.one(of: "-", "310", "")])
        expected = reading + step.seconds
    }
    return WrittenFile("es.csv", text, [mix.zone])
}

private func entsoeLong(_ rng: inout RandomStream) throws -> WrittenFile {
    let local = try clock("Europe/Brussels")
    let first = rng.zone("DE-LU", steps: [3600, 900], mayChange: true)
    let mixes = [
        TrueMix(first, entsoeFuels, using: &rng),
        TrueMix(
            rng.zone("FR", start: first.steps[0].start, lengths: first.steps.map(\.seconds)), entsoeFuels, using: &rng),
    ]
    var text = "\"MTU (CET/CEST)\",\"Area\",\"Production Type\",\"Generation (MW)\"\n"
    for step in first.steps.indices {
        let reading = reading(at: first.steps[step].start, in: local)
        let style = "DD/MM/YYYY HH:mm:ss"
        let unit = "\(written(reading, style)) - \(written(reading + first.steps[step].seconds, style))"
        for mix in mixes {
            for (fuel, amount) in zip(entsoeFuels, mix.megawatts[step]) where fuel.grams != nil {
                text +=
                    "\"\(unit)\",\"BZN|\(mix.zone.name)\",\"\(fuel.name)\",\"\(amount.map { "\($0).00" } ?? "n/e")\"\n"
            }
        }
    }
    return WrittenFile("g.csv", text, mixes.map(\.zone))
}

/// Lines in any order.
private func entsoeFileLibrary(_ rng: inout RandomStream) -> WrittenFile {
    let mix = TrueMix(rng.zone("FR", steps: [3600, 900], mayChange: true), Array(entsoeFuels.prefix(3)), using: &rng)
    var lines: [String] = []
    for (step, row) in zip(mix.zone.steps, mix.megawatts) {
        for (fuel, amount) in zip(entsoeFuels, row) where amount != nil {
            lines.append(
                [
                    written(step.start, "YYYY-MM-DD HH:mm:ss") + ".000", "PT\(step.seconds / 60)M", "10YFR",
                    "France (FR)", "BZN",
                    "FR", fuel.name, "\(amount ?? 0)", "", "2024-01-06 00:00:00",
                ].joined(separator: "\t"))
        }
    }
    let header =
        "DateTime(UTC)\tResolutionCode\tAreaCode\tAreaDisplayName\tAreaTypeCode\tAreaMapCode\tProductionType\t"
        + "ActualGenerationOutput[MW]\tActualConsumption[MW]\tUpdateTime(UTC)\n"
    return WrittenFile("2024_01.csv", header + lines.shuffled(using: &rng).joined(separator: "\n") + "\n", [mix.zone])
}

/// Ends of hours, thousands in quotes, two authorities, values as reported beside adjusted ones.
private func eia930(_ rng: inout RandomStream) throws -> WrittenFile {
    let fuels: [(name: String, grams: Double?)] = [("Coal", 820), ("Natural Gas", 490), ("Wind", 11)]
    let isLocal = rng.chance(0.5)
    let local = try clock(isLocal ? "America/Los_Angeles" : "UTC")
    let first = rng.zone("CISO")
    var mixes = [
        TrueMix(first, fuels, using: &rng),
        TrueMix(rng.zone("ERCO", start: first.steps[0].start, lengths: first.steps.map(\.seconds)), fuels, using: &rng),
    ]
    var text =
        "Balancing Authority,\(isLocal ? "Local" : "UTC") Time at End of Hour,Demand (MW),"
        + fuels.map { "Net Generation (MW) from \($0.name)" }.joined(separator: ",")
        + ",Net Generation (MW) from Coal (Imputed),Net Generation (MW) from Coal (Adjusted)\n"
    for index in mixes.indices {
        for step in first.steps.indices {
            let isImputed = rng.chance(0.2)
            if isImputed { mixes[index].zone.steps[step].marks = .imputed }
            let amounts = mixes[index].megawatts[step]
            let coal = grouped(amounts[0] ?? 0)
            let stamp = written(reading(at: first.steps[step].start + 3600, in: local), "MM/DD/YYYY h12:mm:ss AMPM")
            text += [mixes[index].zone.name, stamp, "\"24,800\"", isImputed ? "" : coal]
                .joined(separator: ",")
            text += "," + amounts.dropFirst().map { $0.map(grouped) ?? "" }.joined(separator: ",")
            text += ",\(isImputed ? coal : ""),\(coal)\n"
        }
    }
    var file = WrittenFile("b.csv", text, mixes.map(\.zone))
    if isLocal { file.options.timeZone = local }
    return file
}

private func eiaAPI(_ rng: inout RandomStream) -> WrittenFile {
    let fuels: [(name: String, grams: Double?)] = [("COL", 820), ("NG", 490), ("WND", 11), ("PS", nil)]
    let mix = TrueMix(rng.zone("CISO"), fuels, using: &rng)
    var entries: [String] = []
    for (step, row) in zip(mix.zone.steps, mix.megawatts) {
        for (fuel, amount) in zip(fuels, row) where amount != nil {
            let number = rng.chance(0.5) ? "\"\(amount ?? 0)\"" : "\(amount ?? 0)"
            entries.append(
                "{\"period\":\"\(written(step.start + 3600, "YYYY-MM-DDTHH"))\",\"respondent\":\"CISO\",\"fueltype\":\"\(fuel.name)\","
                    + "\"value\":\(number)}")
        }
    }
    return WrittenFile("e.json", "{\"response\":{\"data\":\(list(entries.shuffled(using: &rng)))}}", [mix.zone])
}

/// A day by the clock of California, also one of 23 or 25 hours; now and then the hours to come are empty.
private func caiso(_ rng: inout RandomStream) throws -> WrittenFile {
    let fuels: [(name: String, grams: Double?)] = [
        ("Solar", 48), ("Wind", 11), ("Natural Gas", 490), ("Large Hydro", 24), ("Batteries", nil), ("Imports", nil),
    ]
    let local = try clock("America/Los_Angeles")
    let day = rng.one(of: "2023-06-01", "2024-03-10", "2024-11-03")
    let midnight = try UTCInstant(iso8601: "\(day)T00:00Z").secondsSinceEpoch
    let start = midnight - reading(at: midnight, in: local) + midnight
    var count = 0
    while reading(at: start + count * 300, in: local) < midnight + 86_400 { count += 1 }
    let shown = rng.chance(0.3) ? count - 12 : count
    let mix = TrueMix(
        rng.zone("CISO", start: start, lengths: [Int](repeating: 300, count: shown)), fuels, using: &rng)
    var text = "Time," + fuels.map(\.name).joined(separator: ",") + "\n"
    for (step, row) in zip(mix.zone.steps, mix.megawatts) {
        text += written(reading(at: step.start, in: local), "HH:mm") + ","
        text += row.map { $0.map(String.init) ?? "" }.joined(separator: ",") + "\n"
    }
    for step in shown..<count { text += written(reading(at: start + step * 300, in: local), "HH:mm") + ",,,,,,\n" }
    return WrittenFile("CAISO-supply-\(day).csv", text, [mix.zone])
}

/// Long with offsets, or wide by the clock of a half-hour zone with summer time.
private func openElectricity(_ rng: inout RandomStream) throws -> WrittenFile {
    let zone = rng.zone("SA1", steps: [1800, 300])
    if rng.chance(0.5) {
        let mix = TrueMix(zone, [("coal_black", 820), ("gas_ccgt", 490), ("wind", 11)], using: &rng)
        var lines: [String] = []
        for (step, row) in zip(mix.zone.steps, mix.megawatts) {
            for (fuel, amount) in zip(["coal_black", "gas_ccgt", "wind"], row) where amount != nil {
                lines.append("\(written(step.start + 36_000, iso))+10:00,SA1,\(fuel),\(amount ?? 0)")
            }
        }
        return WrittenFile(
            "nem.csv",
            "interval,network_region,fueltech,power\n" + lines.shuffled(using: &rng).joined(separator: "\n") + "\n",
            [mix.zone])
    }
    let local = try clock("Australia/Adelaide")
    let fuels: [(name: String, grams: Double?)] = [("Coal (Brown)", 820), ("Wind", 11), ("Battery (Charging)", nil)]
    let mix = TrueMix(zone, fuels, using: &rng)
    var text = "date," + fuels.map { "\($0.name) -  MW" }.joined(separator: ",") + ",Price - AUD/MWh\n"
    for (step, row) in zip(mix.zone.steps, mix.megawatts) {
        text += written(reading(at: step.start, in: local), "YYYY-MM-DD HH:mm") + ","
        text += row.map { $0.map(String.init) ?? "" }.joined(separator: ",") + ",80\n"
    }
    var file = WrittenFile("nem.csv", text, [mix.zone])
    file.options.timeZone = local
    file.options.zones = ["SA1"]
    return file
}
