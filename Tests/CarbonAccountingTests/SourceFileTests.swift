import CarbonAccounting
import Foundation
import Reproducibility
import TestSupport
import Testing

/// Files in the forms in which their publishers give them out; each expected value is worked out by hand from the file.
@Suite struct SourceFileTests {
    func read(
        _ name: String, _ text: String, _ set: (inout ReadingOptions) -> Void = { _ in }
    ) throws -> TraceReading {
        let files = try TemporaryFolder()
        var options = ReadingOptions()
        set(&options)
        return try TraceReading([try files.write(text, name)], options)
    }

    func error(
        _ name: String, _ text: String, _ set: (inout ReadingOptions) -> Void = { _ in }
    ) throws -> TraceError {
        try #require(throws: TraceError.self) { _ = try read(name, text, set) }
    }

    /// Biomass 230, gas 490, onshore wind 11 g/kWh.
    static func mix(_ biomass: Double, _ gas: Double, _ wind: Double) -> Double {
        (biomass * 230 + gas * 490 + wind * 11) / (biomass + gas + wind)
    }

    /// Σ megawatts · factor / Σ megawatts.
    static func weighted(_ fuels: (megawatts: Double, grams: Double)...) -> Double {
        fuels.reduce(0) { $0 + $1.megawatts * $1.grams } / fuels.reduce(0) { $0 + $1.megawatts }
    }

    // MARK: ENTSO-E

    static let entsoe = """
        "Area","MTU","Biomass  - Actual Aggregated [MW]","Energy storage - Actual Aggregated [MW]",\
        "Fossil Gas  - Actual Aggregated [MW]","Hydro Pumped Storage  - Actual Aggregated [MW]",\
        "Hydro Pumped Storage  - Actual Consumption [MW]","Nuclear  - Actual Aggregated [MW]",\
        "Wind Onshore  - Actual Aggregated [MW]"
        "Germany (DE)","01.06.2023 00:00 - 01.06.2023 00:15 (UTC)","40","n/e","50","7","","n/e","110"
        "Germany (DE)","01.06.2023 00:15 - 01.06.2023 00:30 (UTC)","30","n/e","60","0","310","n/e","100"
        "Germany (DE)","01.06.2023 00:30 - 01.06.2023 00:45 (UTC)","-","n/e","N/A","-","-","n/e","-"
        "Germany (DE)","01.06.2023 00:45 - 01.06.2023 01:00 (UTC)","20","n/e","70","0","310","n/e","90"

        """

    @Test func entsoeWide() throws {
        let fault = try error("de.csv", Self.entsoe)
        #expect(fault.problems.map(\.kind) == [.gap] && fault.description.contains("line 4, column 9"))
        let reading = try read("de.csv", Self.entsoe) { $0.gaps = .drop }
        #expect(reading.formats == [.entsoe] && reading.trace.zones == ["DE"] && reading.trace.scope == .lifecycle)
        #expect(reading.trace.stepSeconds == 900 && reading.trace.start.description == "2023-06-01T00:00Z")
        #expect(reading.trace.value(zone: 0, step: 0) == Self.mix(40, 50, 110))
        #expect(reading.trace.value(zone: 0, step: 1) == Self.mix(30, 60, 100))
        #expect(reading.trace.value(zone: 0, step: 2) == nil)
        #expect(reading.trace.value(zone: 0, step: 3) == Self.mix(20, 70, 90))
        // Local time of summer is two hours ahead.
        let local = try read("de.csv", Self.entsoe.replacing("(UTC)", with: "(CET/CEST)")) { $0.gaps = .drop }
        #expect(local.trace.start.description == "2023-05-31T22:00Z")
        let held = try read("de.csv", Self.entsoe) { $0.gaps = .hold }.trace
        #expect(held.value(zone: 0, step: 2) == Self.mix(30, 60, 100) && held.marks(zone: 0, step: 2) == .filled)
    }

    @Test func entsoeWithoutValuesIsAnError() throws {
        let empty = Self.entsoe.replacing("\"40\"", with: "\"-\"").replacing("\"30\"", with: "\"-\"")
            .replacing("\"20\"", with: "\"-\"")
        for gaps in GapPolicy.allCases {
            let fault = try error("de.csv", empty) { $0.gaps = gaps }
            #expect(fault.problems.contains { $0.kind == .sparse || $0.kind == .gap })
        }
        #expect(try error("de.csv", empty) { $0.gaps = .drop }.description.contains("0 of 4 steps"))
    }

    @Test func entsoeLongWithSeveralAreas() throws {
        let text = """
            "MTU (CET/CEST)","Area","Production Type","Generation (MW)"
            "01/01/2025 00:00:00 - 01/01/2025 00:15:00","BZN|DE-LU","Biomass","40.00"
            "01/01/2025 00:00:00 - 01/01/2025 00:15:00","BZN|DE-LU","Fossil Gas","50.00"
            "01/01/2025 00:00:00 - 01/01/2025 00:15:00","BZN|DE-LU","Nuclear","n/e"
            "01/01/2025 00:15:00 - 01/01/2025 00:30:00","BZN|DE-LU","Biomass","30.00"
            "01/01/2025 00:15:00 - 01/01/2025 00:30:00","BZN|DE-LU","Fossil Gas","60.00"
            "01/01/2025 00:15:00 - 01/01/2025 00:30:00","BZN|DE-LU","Nuclear","n/e"
            "01/01/2025 00:00:00 - 01/01/2025 00:30:00","BZN|FR","Nuclear","42000.00"

            """
        let trace = try read("g.csv", text).trace
        #expect(trace.zones == ["DE-LU", "FR"] && trace.start.description == "2024-12-31T23:00Z")
        #expect(trace.series(zone: 0) == [Self.mix(40, 50, 0), Self.mix(30, 60, 0)])
        #expect(trace.series(zone: 1) == [12, 12])
        #expect(try read("g.csv", text) { $0.zones = ["FR"] }.trace.zones == ["FR"])
        #expect(try error("g.csv", text) { $0.zones = ["FP"] }.description.contains("no zone"))
        // The month is the second number, whatever its size.
        let april = text.replacing("01/01/2025", with: "02/04/2025")
        #expect(try read("g.csv", april).trace.start.description == "2025-04-01T22:00Z")
        let missing = text.replacing(
            "\"BZN|DE-LU\",\"Fossil Gas\",\"60.00\"", with: "\"BZN|DE-LU\",\"Fossil Gas\",\"-\"")
        #expect(try error("g.csv", missing).description.contains("line 6"))
    }

    /// The hour from 02:00 comes twice in October and not at all in March.
    @Test func entsoeOnTheDaysOnWhichClocksChange() throws {
        func day(_ rows: [(String, String, String)]) -> String {
            rows.reduce(
                into: "\"Area\",\"MTU\",\"Biomass - Actual Aggregated [MW]\",\"Fossil Gas - Actual Aggregated [MW]\"\n"
            ) {
                $0 += "\"ES\",\"\($1.0) - \($1.1) (CET/CEST)\",\"1\",\"\($1.2)\"\n"
            }
        }
        let october = day([
            ("25.10.2020 01:00", "25.10.2020 02:00", "1"), ("25.10.2020 02:00", "25.10.2020 03:00", "2"),
            ("25.10.2020 02:00", "25.10.2020 03:00", "3"), ("25.10.2020 03:00", "25.10.2020 04:00", "4"),
        ])
        let autumn = try read("es.csv", october).trace
        #expect(autumn.start.description == "2020-10-24T23:00Z" && autumn.stepSeconds == 3600)
        #expect(autumn.series(zone: 0) == (1...4).map { Self.mix(1, Double($0), 0) })
        let march = day([
            ("29.03.2020 01:00", "29.03.2020 02:00", "1"), ("29.03.2020 02:00", "29.03.2020 03:00", "-"),
            ("29.03.2020 03:00", "29.03.2020 04:00", "2"),
        ]).replacing("\"1\",\"-\"", with: "\"-\",\"-\"")
        let spring = try read("es.csv", march).trace
        #expect(
            spring.start.description == "2020-03-29T00:00Z"
                && spring.series(zone: 0) == [Self.mix(1, 1, 0), Self.mix(1, 2, 0)])
        #expect(try error("es.csv", march.replacing("\"-\"", with: "\"5\"")).description.contains("clock skips"))
    }

    @Test func entsoeFileLibrary() throws {
        let text = """
            DateTime(UTC)\tResolutionCode\tAreaCode\tAreaDisplayName\tAreaTypeCode\tAreaMapCode\tProductionType\t\
            ActualGenerationOutput[MW]\tActualConsumption[MW]\tUpdateTime(UTC)
            2024-01-01 01:00:00.000\tPT60M\t10YFR\tFrance (FR)\tBZN\tFR\tNuclear\t300\t\t2024-01-06 00:00:00
            2024-01-01 00:00:00.000\tPT60M\t10YFR\tFrance (FR)\tBZN\tFR\tNuclear\t400\t\t2024-01-06 00:00:00
            2024-01-01 00:00:00.000\tPT60M\t10YFR\tFrance (FR)\tBZN\tFR\tFossil Gas\t100\t\t2024-01-06 00:00:00
            2024-01-01 01:00:00.000\tPT60M\t10YFR\tFrance (FR)\tBZN\tFR\tFossil Gas\t200\t\t2024-01-06 00:00:00
            2024-01-01 01:00:00.000\tPT60M\t10YFR\tFrance (FR)\tBZN\tFR\tHydro Pumped Storage\t\t900\t2024-01-06 00:00:00
            2024-01-01 00:00:00.000\tPT60M\t10YFR\tFrance (FR)\tCTY\tFR\tNuclear\t401\t\t2024-01-06 00:00:00
            2024-01-01 01:00:00.000\tPT60M\t10YFR\tFrance (FR)\tCTY\tFR\tNuclear\t301\t\t2024-01-06 00:00:00

            """
        let all = try read("2024_01.csv", text).trace
        #expect(all.zones == ["BZN|FR", "CTY|FR"])
        let trace = try read("2024_01.csv", text) { $0.zones = ["BZN|FR"] }.trace
        #expect(trace.series(zone: 0) == [Self.weighted((400, 12), (100, 490)), Self.weighted((300, 12), (200, 490))])
        #expect(trace.stepSeconds == 3600 && trace.start.description == "2024-01-01T00:00Z")
        let twice =
            text + "2024-01-01 00:00:00.000\tPT60M\t10YFR\tFrance (FR)\tCTY\tFR\tNuclear\t9\t\t2024-01-06 00:00:00\n"
        #expect(try error("2024_01.csv", twice).problems.map(\.kind) == [.duplicate])
    }

    // MARK: United States

    static let eia = """
        Balancing Authority,Data Date,Hour Number,Local Time at End of Hour,UTC Time at End of Hour,Demand (MW),\
        Net Generation (MW),Sum(Valid DIBAs) (MW),Net Generation (MW) (Imputed),Net Generation (MW) from Coal,\
        Net Generation (MW) from Natural Gas,Net Generation (MW) from All Petroleum Products,\
        Net Generation (MW) from Unknown Fuel Sources,Net Generation (MW) from Coal (Imputed),\
        Net Generation (MW) from Coal (Adjusted),Region
        CISO,06/01/2023,1,05/31/2023 6:00:00 PM,06/01/2023 1:00:00 AM,"24,800","9,060",-4500,,10,"9,010",40,,,10,CAL
        CISO,06/01/2023,2,05/31/2023 7:00:00 PM,06/01/2023 2:00:00 AM,"24,800","9,060",-4500,,,"9,020",40,,30,30,CAL
        ERCO,06/01/2023,1,05/31/2023 8:00:00 PM,06/01/2023 1:00:00 AM,"24,800","9,060",-4500,,100,100,0,,,100,TEX
        ERCO,06/01/2023,2,05/31/2023 9:00:00 PM,06/01/2023 2:00:00 AM,"24,800","9,060",-4500,,200,100,0,,,200,TEX

        """

    @Test func eiaBalance() throws {
        let reading = try read("b.csv", Self.eia)
        let trace = reading.trace
        #expect(reading.formats == [.eia930] && trace.zones == ["CISO", "ERCO"] && trace.stepSeconds == 3600)
        #expect(trace.start.description == "2023-06-01T00:00Z")
        let first = Self.weighted((10, 820), (9010, 490), (40, 650))
        let second = Self.weighted((30, 820), (9020, 490), (40, 650))
        #expect(trace.series(zone: 0) == [first, second])
        #expect(
            trace.series(zone: 1) == [Self.weighted((100, 820), (100, 490)), Self.weighted((200, 820), (100, 490))])
        #expect(trace.marks(zone: 0, step: 1) == .imputed && trace.marks(zone: 0, step: 0).isEmpty)
        #expect(reading.notes.contains { $0.contains("no values of Unknown Fuel Sources") })
        #expect(try error("b.csv", Self.eia) { $0.authorityValues = .reported }.problems.map(\.kind) == [.gap])
        #expect(try read("b.csv", Self.eia) { $0.zones = ["ERCO"] }.trace.zones == ["ERCO"])
        // Local time alone needs a zone.
        let local = Self.eia.replacing("UTC Time at End of Hour", with: "Something")
        #expect(try error("b.csv", local).question == .timeZone)
        let wrong = try error("b.csv", Self.eia.replacing("\"9,010\"", with: "\"9,01\""))
        #expect(wrong.description.contains("line 2, column 11") && wrong.description.contains("9,01"))
    }

    @Test func eiaAPI() throws {
        let text = """
            {"response":{"total":2,"data":[
            {"period":"2023-06-01T02","respondent":"CISO","fueltype":"COL","type-name":"Coal","value":"10"},
            {"period":"2023-06-01T02","respondent":"CISO","fueltype":"NG","type-name":"Natural Gas","value":"30"},
            {"period":"2023-06-01T01","respondent":"CISO","fueltype":"NG","type-name":"Natural Gas","value":30},
            {"period":"2023-06-01T01","respondent":"CISO","fueltype":"COL","type-name":"Coal","value":"30"}]}}
            """
        let trace = try read("e.json", text).trace
        #expect(trace.start.description == "2023-06-01T00:00Z" && trace.series(zone: 0) == [655, 572.5])
    }

    @Test func caiso() throws {
        let text = """
            Time,Solar,Wind,Nuclear,Natural Gas,Large Hydro,Batteries,Imports,Other
            00:00,-48,900,100,1000,0,-500,5000,0
            00:05,0,800,200,1000,0,500,5000,0
            00:10,,,,,,,,

            """
        #expect(try error("fuelsource.csv", text).question == .day)
        let reading = try read("CAISO-20230601.csv", text)
        #expect(reading.trace.start.description == "2023-06-01T07:00Z" && reading.trace.stepSeconds == 300)
        #expect(reading.trace.zones == ["CISO"] && reading.trace.marks(zone: 0, step: 0) == .clipped)
        let first = Self.weighted((900, 11), (100, 12), (1000, 490))
        let second = Self.weighted((800, 11), (200, 12), (1000, 490))
        #expect(reading.trace.series(zone: 0) == [first, second])
        #expect(reading.negative == NegativeTally(setting: .zero, hours: 1.0 / 12, megawattHours: 4))
    }

    // MARK: Other sources

    @Test func neso() throws {
        let text = """
            DATETIME,GAS,COAL,NUCLEAR,WIND,WIND_EMB,IMPORTS,STORAGE,GENERATION,CARBON_INTENSITY,LOW_CARBON,GAS_perc
            2009-01-01 00:00:00,8382.0,15037.0,7099.0,246.0,61.0,2519.0,0.0,33590.0,529.0,7651.0,25.0
            2009-01-01 00:30:00,8498.0,15095.0,7087.0,225.0,56.0,2497.0,0.0,33703.0,531.0,7612.0,25.2

            """
        let own = try read("df_fuel_ckan.csv", text)
        #expect(own.formats == [.neso] && own.trace.series(zone: 0) == [529, 531] && own.trace.scope == .direct)
        #expect(own.trace.stepSeconds == 1800 && own.trace.zones == ["GB"])
        let derived = try read("df_fuel_ckan.csv", text) { $0.factors = .ipccAR5 }.trace
        let first = Self.weighted((8382, 490), (15037, 820), (7099, 12), (307, 11))
        #expect(abs((derived.value(zone: 0, step: 0) ?? 0) - first) < 1e-9 && derived.zones == ["GB"])
    }

    @Test func openElectricity() throws {
        let long = """
            interval,network_region,fueltech,power
            2024-01-01T00:00:00+10:00,NSW1,coal_black,600
            2024-01-01T00:00:00+10:00,NSW1,wind,400
            2024-01-01T00:00:00+10:00,VIC1,coal_brown,100
            2024-01-01T00:05:00+10:00,NSW1,coal_black,500
            2024-01-01T00:05:00+10:00,NSW1,wind,500
            2024-01-01T00:05:00+10:00,VIC1,coal_brown,100

            """
        let trace = try read("nem.csv", long).trace
        #expect(trace.zones == ["NSW1", "VIC1"] && trace.start.description == "2023-12-31T14:00Z")
        #expect(trace.series(zone: 0) == [496.4, 415.5] && trace.series(zone: 1) == [820, 820])
        let wide = """
            date,Coal (Black) -  MW,Wind -  MW,Battery (Charging) -  MW,Price - AUD/MWh,Emissions Volume - tCO₂e
            2024-01-01 00:00,600,400,50,80,1
            2024-01-01 00:30,500,500,50,80,1

            """
        #expect(try error("nem.csv", wide).question == .timeZone)
        let market = try read("nem.csv", wide) { $0.timeZone = TimeZone(identifier: "Australia/Brisbane") }.trace
        #expect(market.series(zone: 0) == [496.4, 415.5] && market.start.description == "2023-12-31T14:00Z")
    }

    @Test func ukRegionsStatisticsAndErrors() throws {
        let regional = """
            {"data":[{"from":"2024-01-15T00:00Z","to":"2024-01-15T00:30Z","regions":[
            {"regionid":1,"shortname":"North Scotland","intensity":{"forecast":0,"index":"very low"}},
            {"regionid":13,"shortname":"London","intensity":{"forecast":266,"index":"moderate"}}]}]}
            """
        let reading = try read("r.json", regional)
        #expect(reading.formats == [.ukRegional] && reading.trace.zones == ["North Scotland", "London"])
        #expect(reading.trace.series(zone: 0) == [0] && reading.trace.series(zone: 1) == [266])
        #expect(reading.trace.marks(zone: 1, step: 0) == .estimated)
        let one = """
            {"data":{"regionid":13,"shortname":"London","data":[
            {"from":"2024-01-15T00:00Z","to":"2024-01-15T00:30Z","intensity":{"forecast":266},"generationmix":[]},
            {"from":"2024-01-15T00:30Z","to":"2024-01-15T01:00Z","intensity":{"forecast":260},"generationmix":[]}]}}
            """
        #expect(try read("r.json", one).trace.series(zone: 0) == [266, 260])
        let statistics = """
            {"data":[{"from":"2024-01-15T00:00Z","to":"2024-01-16T00:00Z","intensity":{"max":250,"average":180,"min":120}}]}
            """
        #expect(try error("s.json", statistics).description.contains("maximum, average and minimum"))
        let failed =
            "{\"error\":{\"code\":\"500 Internal Server Error\",\"message\":\"Requested resource not found.\"}}"
        #expect(try error("f.json", failed).description.contains("Requested resource not found"))
    }

    @Test func wattTimeForecastsOrderAndVersions() throws {
        let descending = """
            {"data":[{"point_time":"2024-05-01T00:05:00+00:00","value":871.0},
            {"point_time":"2024-05-01T00:00:00+00:00","value":870.0}],
            "meta":{"region":"CAISO_NORTH","warnings":[{"type":"W","message":"imputed"}],"signal_type":"co2_moer",\
            "units":"lbs_co2_per_mwh","data_point_period_seconds":300}}
            """
        let reading = try read("w.json", descending)
        #expect(reading.trace.series(zone: 0) == [870 * 0.45359237, 871 * 0.45359237])
        #expect(
            reading.notes.contains { $0.contains("descending") } && reading.notes.contains { $0.contains("imputed") })
        let index = descending.replacing("lbs_co2_per_mwh", with: "percentile")
        #expect(try error("w.json", index).description.contains("'percentile'"))
        func historical(_ runs: Int) -> String {
            let data = (0..<runs).map {
                "{\"generated_at\":\"2024-05-01T0\($0):00:00+00:00\",\"forecast\":[{\"point_time\":\"2024-05-01T0\($0):00:00+00:00\","
                    + "\"value\":10\($0)}]}"
            }.joined(separator: ",")
            return
                "{\"data\":[\(data)],\"meta\":{\"region\":\"R\",\"signal_type\":\"co2_moer\",\"units\":\"lbs_co2_per_mwh\","
                + "\"data_point_period_seconds\":300}}"
        }
        let forecast = try read("h.json", historical(1)).trace
        #expect(forecast.series(zone: 0) == [100 * 0.45359237] && forecast.marks(zone: 0, step: 0) == .estimated)
        #expect(try error("h.json", historical(3)).question == .issued)
        let second = try read("h.json", historical(3)) { $0.issued = "2024-05-01T01:00Z" }.trace
        #expect(second.series(zone: 0) == [101 * 0.45359237])
        let old = """
            [{"point_time":"2021-01-01T00:05:00.000Z","value":845,"frequency":300,"market":"RTM","ba":"CAISO_NORTH",
            "datatype":"MOER","version":"3.0"},
            {"point_time":"2021-01-01T00:00:00.000Z","value":844,"frequency":300,"market":"RTM","ba":"CAISO_NORTH",
            "datatype":"MOER","version":"3.0"}]
            """
        let version2 = try read("v2.json", old)
        #expect(version2.formats == [.wattTime2] && version2.trace.kind == .marginal)
        #expect(version2.trace.series(zone: 0) == [844 * 0.45359237, 845 * 0.45359237])
        let table =
            "timestamp,MOER,MOER version,frequency\n2021-01-01T00:00:00+00:00,844,3.0,300\n"
            + "2021-01-01T00:05:00+00:00,845,3.0,300\n"
        let monthly = try read("CAISO_NORTH_2021-01_MOER.csv", table).trace
        #expect(monthly.zones == ["CAISO_NORTH"] && monthly.series(zone: 0) == [844 * 0.45359237, 845 * 0.45359237])
        #expect(try error("moer.csv", table).question == .zone)
        let client = "point_time,value\n2021-01-01T00:00:00+00:00,844\n2021-01-01T00:05:00+00:00,845\n"
        #expect(try error("c.csv", client).question == .signal)
        let told = try read("c.csv", client) {
            $0.columns = ColumnMapping(units: .poundsPerMWh)
            $0.kind = .marginal
            $0.zones = ["CAISO_NORTH"]
        }.trace
        #expect(
            told.kind == .marginal && told.zones == ["CAISO_NORTH"] && told.value(zone: 0, step: 0) == 844 * 0.45359237)
    }

    @Test func electricityMapsGranularities() throws {
        let header =
            "Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO₂eq/kWh (direct),"
            + "Carbon intensity gCO₂eq/kWh (Life cycle),Data estimated\n"
        let months =
            header + "2024-01-01 00:00:00,France,France,FR,20,30,False\n"
            + "2024-02-01 00:00:00,France,France,FR,20,40,True\n2024-03-01 00:00:00,France,France,FR,20,50,False\n"
        let reading = try read("FR.csv", months)
        let trace = reading.trace
        // 31 days of 30, 29 of 40, 31 of 50
        #expect(trace.stepSeconds == 86_400 && trace.stepCount == 91 && trace.end.description == "2024-04-01T00:00Z")
        let mean = trace.series(zone: 0).reduce(0, +) / 91
        #expect(abs(mean - Self.weighted((31, 30), (29, 40), (31, 50))) < 1e-12)
        #expect(trace.markedHours(zone: 0, .estimated) == 29 * 24)
        #expect(reading.notes.contains { $0.contains("monthly means") })
        let year = header + "2024-01-01 00:00:00,France,France,FR,20,30.5,False\n"
        #expect(try error("FR.csv", year).question == .interval)
        #expect(try read("FR_2024_yearly.csv", year).trace.end.description == "2025-01-01T00:00Z")
        #expect(try read("FR.csv", year) { $0.interval = .year }.trace.stepSeconds == 366 * 86_400)
        let two =
            header
            + "2024-01-01 00:00:00,France,France,FR,20,30,False\n2024-01-01 00:00:00,Spain,Spain,ES,20,130,False\n"
            + "2024-01-01 01:00:00,France,France,FR,20,31,False\n2024-01-01 01:00:00,Spain,Spain,ES,20,131,False\n"
        let zones = try read("long.csv", two).trace
        #expect(
            zones.zones == ["FR", "ES"] && zones.series(zone: 0) == [30, 31] && zones.series(zone: 1) == [130, 131])
        for separator in [";", "\t"] {
            let other = try read("FR.csv", months.replacing(",", with: separator))
            #expect(other.trace == trace && other.notes.contains { $0.contains("separated by") })
        }
        let files = try TemporaryFolder()
        let wide = try #require(months.data(using: .utf16))
        #expect(try CarbonTrace.load([try files.write(wide, "FR.csv")]) == trace)
    }

    @Test func electricityMapsAPI() throws {
        let history = """
            {"zone":"DE","history":[
            {"zone":"DE","carbonIntensity":302,"datetime":"2024-04-25T18:00:00.000Z","emissionFactorType":"lifecycle",
             "isEstimated":true},
            {"zone":"DE","carbonIntensity":300,"datetime":"2024-04-25T19:00:00.000Z","emissionFactorType":"lifecycle",
             "isEstimated":false}]}
            """
        let reading = try read("h.json", history)
        #expect(reading.trace.series(zone: 0) == [302, 300] && reading.trace.scope == .lifecycle)
        #expect(reading.trace.marks(zone: 0, step: 0) == .estimated && reading.trace.marks(zone: 0, step: 1).isEmpty)
        #expect(try error("h.json", history) { $0.scope = .direct }.description.contains("scope lifecycle"))
        let mixed = history.replacing(
            "\"lifecycle\",\n \"isEstimated\":false", with: "\"direct\",\n \"isEstimated\":false")
        #expect(try error("h.json", mixed).problems.map(\.kind) == [.malformed])
        let range = """
            {"zone":"DE","temporalGranularity":"hourly","data":[
            {"zone":"DE","carbonIntensity":302,"datetime":"2024-04-25T18:00:00.000Z"}]}
            """
        #expect(try read("p.json", range).trace.stepSeconds == 3600)
        let forecast = """
            {"zone":"DE","forecast":[{"carbonIntensity":326,"datetime":"2024-04-25T18:00:00.000Z"},
            {"carbonIntensity":297,"datetime":"2024-04-25T19:00:00.000Z"}],"updatedAt":"2024-04-25T18:35:26.930Z"}
            """
        let ahead = try read("f.json", forecast)
        #expect(ahead.trace.series(zone: 0) == [326, 297] && ahead.trace.estimatedShare(zone: 0) == 1)
    }

    @Test func carbonAwareSDK() throws {
        let text = """
            [{"location":"westus","time":"2024-05-01T00:00:00+00:00","rating":391.2,"duration":"01:00:00"},
            {"location":"westus","time":"2024-05-01T01:00:00+00:00","rating":380,"duration":"01:00:00"}]
            """
        #expect(try error("s.json", text).question == .kind)
        let trace = try read("s.json", text) { $0.kind = .marginal }.trace
        #expect(trace.kind == .marginal && trace.zones == ["westus"] && trace.series(zone: 0) == [391.2, 380])
    }

    @Test func carbonCastForecast() throws {
        let text =
            "datetime,carbon_intensity_actual,avg_carbon_intensity_forecast\n2022-07-01 00:00:00,200,210\n"
            + "2022-07-01 01:00:00,,220\n"
        let trace = try read("CISO_direct_96hr_CI_forecasts_0.csv", text).trace
        #expect(trace.series(zone: 0) == [200, 220] && trace.scope == .direct && trace.zones == ["CISO"])
        #expect(trace.marks(zone: 0, step: 1) == .estimated)
    }

    // MARK: Negative generation and steps

    @Test func negativeGeneration() throws {
        let text = "utc,gas,coal,hydro pumped storage\n2020-01-06T00:00Z,100,-4,-900\n2020-01-06T01:00Z,100,100,5\n"
        let zero = try read("fr.csv", text)
        #expect(zero.trace.series(zone: 0) == [490, 655] && zero.trace.marks(zone: 0, step: 0) == .clipped)
        #expect(zero.negative == NegativeTally(setting: .zero, hours: 1, megawattHours: 4))
        #expect(zero.notes.contains { $0.contains("1.0 h (4.0 MWh)") })
        let net = try read("fr.csv", text) { $0.negative = .net }
        #expect(
            net.trace.value(zone: 0, step: 0) == Self.weighted((100, 490), (-4, 820))
                && net.trace.marks(zone: 0, step: 0).isEmpty)
        let fault = try error("fr.csv", text) { $0.negative = .refuse }
        #expect(
            fault.problems.map(\.kind) == [.negative] && fault.description.contains("line 2, column 3: -4.0 MW of coal")
        )
        // What was done stays with the native file.
        let files = try TemporaryFolder()
        _ = try files.write(zero.sidecar(of: zero.trace, marksFile: "n.marks.csv").text, "n.yaml")
        _ = try files.write(try #require(zero.trace.marksText), "n.marks.csv")
        let again = try TraceReading([try files.write(zero.trace.nativeText, "n.csv")])
        #expect(again.trace == zero.trace && again.negative == zero.negative)
    }

    @Test func aStepThatChangesInsideAFile() throws {
        func stamp(_ seconds: Int) -> String { UTCInstant(secondsSinceEpoch: 1_604_066_400 + seconds).description }
        var rows = (0..<6).map { (stamp($0 * 1800), Double($0)) }
        rows += (0..<5).map { (stamp(6 * 1800 + $0 * 900), 100 + Double($0)) }
        let text = rows.reduce(into: "utc,A\n") { $0 += "\($1.0),\($1.1)\n" }
        let reading = try read("t.csv", text)
        // Six half-hours of 0 to 5, five quarters of 100 to 104
        #expect(reading.trace.stepSeconds == 900 && reading.trace.stepCount == 17)
        let mean = reading.trace.series(zone: 0).reduce(0, +) / 17
        #expect(abs(mean - (2 * 15 + 510.0) / 17) < 1e-12)
        #expect(reading.notes.contains { $0.contains("line 8: the step goes from 1800 to 900 s") })
        // A gap in either part stays a gap.
        var lines = text.split(separator: "\n").map(String.init)
        lines.remove(at: 9)
        #expect(try error("t.csv", lines.joined(separator: "\n") + "\n").problems.count > 0)
        // Every other value missing for three hours of a day is no change of step.
        let gappy = (0..<24).filter { $0 < 8 || $0 > 16 || $0 % 2 == 0 }.map { "\(stamp($0 * 3600)),1\n" }
        #expect(try error("t.csv", "utc,A\n" + gappy.joined()).problems.allSatisfy { $0.kind == .gap })
    }

    // MARK: Any table

    @Test func tablesByTheirColumns() throws {
        let text = ";Zeit;Zone;Intensität\n0;31.01.2020 00:00;A;303,5\n1;31.01.2020 01:00;A;1.210,25\n"
        #expect(try error("t.csv", text).question == .columns)
        func told(_ set: (inout ReadingOptions) -> Void = { _ in }) throws -> TraceReading {
            try read("t.csv", text) {
                $0.columns = ColumnMapping(time: "Zeit", value: "4", zone: "zone", units: .gramsPerKWh)
                $0.timeZone = TimeZone(identifier: "Europe/Berlin")
                set(&$0)
            }
        }
        let trace = try told().trace
        #expect(trace.series(zone: 0) == [303.5, 1210.25] && trace.zones == ["A"])
        #expect(trace.start.description == "2020-01-30T23:00Z")
        #expect(try #require(throws: TraceError.self) { try told { $0.timeZone = nil } }.question == .timeZone)
        #expect(
            try #require(throws: TraceError.self) { try told { $0.columns?.units = nil } }.question == .units)
        #expect(
            try #require(throws: TraceError.self) { try told { $0.columns?.value = "Intensitat" } }.description
                .contains(
                    "Did you mean 'Intensität'?"))
        let ends = try told { $0.columns?.stamps = .end }.trace
        #expect(ends.start.description == "2020-01-30T22:00Z")

        let american = "when,lb/MWh\n1/2/2020 1:00:00 AM,1000\n1/2/2020 2:00:00 AM,2000\n"
        let options: (inout ReadingOptions) -> Void = {
            $0.columns = ColumnMapping(time: "when")
            $0.timeZone = TimeZone(identifier: "UTC")
        }
        #expect(try error("a.csv", american, options).question == .dateOrder)
        let month = try read("a.csv", american) {
            options(&$0)
            $0.dateOrder = .monthDay
        }
        #expect(
            month.trace.start.description == "2020-01-02T01:00Z"
                && month.trace.series(zone: 0) == [453.59237, 907.18474])
        #expect(month.notes.contains { $0.contains("lb/MWh") } && month.notes.contains { $0.contains("average") })

        let doubtful = "utc;g/kWh\n2020-01-01 00:00;1,234\n2020-01-01 01:00;2,345\n"
        #expect(try error("d.csv", doubtful) { $0.columns = ColumnMapping(time: "utc") }.question == .decimalMark)
        let decimals = try read("d.csv", doubtful) {
            $0.columns = ColumnMapping(time: "utc")
            $0.decimalMark = .comma
        }
        #expect(decimals.trace.series(zone: 0) == [1.234, 2.345])
        #expect(try error("x.csv", "a;b,c\n1;2,3\n").question == .delimiter)
    }

    // MARK: Cut and overlong files

    /// A last number that is cut short is a wrong one; whole files without a last line break exist.
    @Test func fileWithoutItsLastLineBreak() throws {
        let head = "utc,DE\n2020-01-01T00:00Z,303\n2020-01-01T01:00Z,305\n2020-01-01T02:00Z,"
        for gaps in GapPolicy.allCases {
            let cut = try error("t.csv", head + "30") { $0.gaps = gaps }
            #expect(cut.problems.map(\.line) == [4] && cut.description.contains("cut off"))
        }
        #expect(try read("t.csv", head + "30\n").trace.series(zone: 0) == [303, 305, 30])
        let whole = try read("t.csv", head + "300")
        #expect(whole.trace.series(zone: 0) == [303, 305, 300])
        #expect(whole.notes.contains { $0.contains("no line break") })
    }

    /// Two stamps far apart, or a second off a step, make no grid of gigabytes, whatever the gap policy.
    @Test func fewRowsMakeNoLargeGrid() throws {
        let centuries = "utc,DE\n2020-01-01T00:00Z,303\n2020-01-01T01:00Z,305\n6999-01-01T02:00Z,302\n"
        func sdk(_ duration: String) -> String {
            "[{\"location\":\"A\",\"time\":\"2020-01-01T00:00:00+00:00\",\"rating\":3,\"duration\":\"\(duration)\"},"
                + "{\"location\":\"A\",\"time\":\"2020-12-31T00:00:00+00:00\",\"rating\":3,\"duration\":\"00:00:01\"}]"
        }
        for gaps in GapPolicy.allCases {
            #expect(
                try error("t.csv", centuries) { $0.gaps = gaps }.problems.contains {
                    $0.kind == .gap || $0.kind == .sparse
                })
            let fault = try error("t.json", sdk("365.00:00:00")) {
                $0.gaps = gaps
                $0.kind = .average
            }
            #expect(fault.description.contains("too many for 2 rows"))
        }
        let files = try TemporaryFolder()
        let second = try files.write("utc,DE\n2030-01-01T00:00:01Z,1\n2030-01-01T01:00:01Z,1\n", "b.csv")
        let first = try files.write("utc,DE\n2020-01-01T00:00Z,1\n2020-01-01T01:00Z,1\n", "a.csv")
        let apart = try #require(throws: TraceError.self) {
            _ = try TraceReading([first, second], ReadingOptions(gaps: .hold))
        }
        #expect(apart.description.contains("too many"))
    }
}
