import CarbonAccounting
import Foundation
import Reproducibility
import TestSupport
import Testing

/// Files of each format as their publishers write them, and the same with faults.
enum Samples {
    static let electricityMaps = """
        Datetime (UTC),Country,Zone Name,Zone Id,Carbon Intensity gCO₂eq/kWh (direct),Carbon Intensity gCO₂eq/kWh (LCA),\
        Low Carbon Percentage,Renewable Percentage,Data Source,Data Estimated,Data Estimation Method
        2021-01-01 00:00:00,Sweden,Sweden,SE,2.54,30.02,99.42,60.13,svk.se,false,
        2021-01-01 01:00:00,Sweden,Sweden,SE,2.60,30.20,99.40,60.10,"svk.se, entsoe.eu",true,TIME_SLICER
        2021-01-01 02:00:00,Sweden,Sweden,SE,2.70,30.40,99.30,60.00,svk.se,false,

        """
    static let electricityMapsNewer = """
        Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO₂eq/kWh (direct),Carbon intensity gCO₂eq/kWh (Life \
        cycle),Carbon-free energy percentage (CFE%),Renewable energy percentage (RE%),Data source,Data estimated,Data \
        estimation method
        2021-01-01 00:00:00,Norway,Southeast Norway,NO-NO1,1.5,27.5,99,98,statnett.no,false,
        2021-01-01 01:00:00,Norway,Southeast Norway,NO-NO1,1.6,27.6,99,98,statnett.no,false,
        2021-01-01 02:00:00,Norway,Southeast Norway,NO-NO1,1.7,27.7,99,98,statnett.no,false,

        """
    static let ukCarbonIntensity = """
        {"data":[
          {"from":"2018-01-20T12:00Z","to":"2018-01-20T12:30Z","intensity":{"forecast":266,"actual":263,"index":"moderate"}},
          {"from":"2018-01-20T12:30Z","to":"2018-01-20T13:00Z","intensity":{"forecast":270,"actual":null,"index":"moderate"}},
          {"from":"2018-01-20T13:00Z","to":"2018-01-20T13:30Z","intensity":{"forecast":265,"actual":261,"index":"moderate"}},
          {"from":"2018-01-20T13:30Z","to":"2018-01-20T14:00Z","intensity":{"forecast":262,"actual":259,"index":"moderate"}}
        ]}
        """
    static let wattTime = """
        {
          "data": [
            {"point_time": "2023-07-15T00:00:00+00:00", "value": 870.0},
            {"point_time": "2023-07-15T00:05:00+00:00", "value": 1000.0},
            {"point_time": "2023-07-15T00:10:00+00:00", "value": 870.5}
          ],
          "meta": {"data_point_period_seconds": 300, "region": "CAISO_NORTH", "signal_type": "co2_moer",
                   "units": "lbs_co2_per_mwh", "warnings": []}
        }
        """
    static let carbonCast = """
        ,UTC time,carbon_intensity,coal,nat_gas,nuclear,oil,hydro,solar,wind,other
        0,2021-01-01 00:00:00,164.27,9,6574,2273,88,2403,1222,2497,0
        1,2021-01-01 01:00:00,170.5,9,6574,2273,88,2403,1222,2497,0
        2,2021-01-01 02:00:00,180.25,9,6574,2273,88,2403,1222,2497,0

        """
    static let native = "utc,A,B\n2020-01-01T00:00Z,1,2\n2020-01-01T01:00Z,3,4\n2020-01-01T02:00Z,5,6\n"
}

@Suite struct ReaderTests {
    func read(
        _ name: String, _ text: String, gaps: GapPolicy = .refuse, scope: EmissionScope? = nil
    ) throws -> TraceReading {
        let files = try TemporaryFolder()
        return try TraceReading([try files.write(text, name)], gaps: gaps, scope: scope)
    }

    func error(_ name: String, _ text: String, scope: EmissionScope? = nil) throws -> TraceError {
        try #require(throws: TraceError.self) { try read(name, text, scope: scope) }
    }

    @Test func electricityMapsInAllSpellings() throws {
        let lifecycle = try read("SE_2021_hourly.csv", Samples.electricityMaps)
        #expect(lifecycle.formats == [.electricityMaps] && lifecycle.trace.zones == ["SE"])
        #expect(lifecycle.trace.scope == .lifecycle && lifecycle.trace.kind == .average)
        #expect(lifecycle.trace.series(zone: 0) == [30.02, 30.20, 30.40])
        #expect(lifecycle.trace.estimatedShare(zone: 0) == 1.0 / 3)
        #expect(lifecycle.trace.start.description == "2021-01-01T00:00Z" && lifecycle.trace.stepSeconds == 3600)
        let direct = try read("a.csv", Samples.electricityMaps, scope: .direct).trace
        #expect(direct.series(zone: 0) == [2.54, 2.60, 2.70] && direct.scope == .direct)
        #expect(try read("b.csv", Samples.electricityMapsNewer).trace.series(zone: 0) == [27.5, 27.6, 27.7])
        let plain = Samples.electricityMapsNewer.replacing("₂", with: "2").uppercased()
        #expect(try read("c.csv", plain).trace.zones == ["NO-NO1"])
        let nameless = Samples.electricityMaps.replacing("02:00:00,Sweden,Sweden,SE", with: "02:00:00,Sweden,Sweden,")
        #expect(try error("d.csv", nameless).description.contains("line 4, column 4"))
        #expect(try error("e.csv", Samples.electricityMaps, scope: .unknown).description.contains("scope unknown"))
        #expect(try error("f.csv", Samples.electricityMaps.replacing(",30.20,", with: ",,")).problems[0].column == 6)
    }

    @Test func filesOfOneZoneEachMerge() throws {
        let files = try TemporaryFolder()
        let paths = [
            try files.write(Samples.electricityMaps, "SE.csv"), try files.write(Samples.electricityMapsNewer, "NO.csv"),
        ]
        let trace = try CarbonTrace.load(paths)
        #expect(trace.zones == ["SE", "NO-NO1"] && trace.stepCount == 3)
        let american = try files.write(Samples.wattTime, "w.json")
        #expect(throws: TraceError.self) { try CarbonTrace.load(paths + [american], gaps: .drop) }
    }

    @Test func ukHalfHoursAndTheirNullActual() throws {
        let reading = try read("gb.json", Samples.ukCarbonIntensity)
        #expect(reading.formats == [.ukCarbonIntensity] && reading.trace.zones == ["GB"])
        #expect(reading.trace.stepSeconds == 1800 && reading.trace.scope == .direct)
        #expect(reading.trace.series(zone: 0) == [263, 270, 261, 259] && reading.trace.estimatedShare(zone: 0) == 0.25)
        let hourly = try reading.trace.resampled(stepSeconds: 3600)
        #expect(hourly.series(zone: 0) == [266.5, 260] && hourly.stepSeconds == 3600)
        #expect(try hourly.resampled(stepSeconds: 1800).series(zone: 0) == [266.5, 266.5, 260, 260])
        #expect(throws: TraceError.self) { try hourly.resampled(stepSeconds: 7201) }

        let doubled = Samples.ukCarbonIntensity.replacing(
            "2018-01-20T12:30Z\",\"to\":\"2018-01-20T13:00Z", with: "2018-01-20T12:00Z\",\"to\":\"2018-01-20T12:30Z")
        let problems = try error("gb.json", doubled).problems
        #expect(problems.map(\.kind) == [.duplicate, .gap] && problems[0].line == 3)
        #expect(try read("gb.json", doubled, gaps: .linear).trace.series(zone: 0) == [263, 262, 261, 259])
        let empty = Samples.ukCarbonIntensity.replacing("\"forecast\":270,", with: "")
        #expect(try error("gb.json", empty).problems.map(\.kind) == [.gap])
        let hour = Samples.ukCarbonIntensity.replacing("2018-01-20T14:00Z", with: "2018-01-20T14:30Z")
        #expect(try error("gb.json", hour).description.contains("step of 1800 s"))
        let text = Samples.ukCarbonIntensity.replacing("259", with: "\"259\"")
        #expect(try error("gb.json", text).description.contains("line 5"))
    }

    @Test func wattTimePoundsBecomeGrams() throws {
        let reading = try read("moer.json", Samples.wattTime)
        let trace = reading.trace
        #expect(reading.formats == [.wattTime] && trace.kind == .marginal && trace.scope == .direct)
        #expect(trace.zones == ["CAISO_NORTH"] && trace.stepSeconds == 300)
        #expect(trace.value(zone: 0, step: 1) == 453.59237)  // 1000 lb/MWh
        #expect(try read("a.json", Samples.wattTime.replacing("co2_moer", with: "co2_aoer")).trace.kind == .average)
        #expect(
            try error("b.json", Samples.wattTime.replacing("co2_moer", with: "health_damage")).description.contains(
                "line 7"))
        #expect(
            try error("c.json", Samples.wattTime.replacing("lbs_co2_per_mwh", with: "kg")).description.contains("units")
        )
        #expect(
            try error("d.json", Samples.wattTime.replacing("870.5", with: "-1")).problems.map(\.kind) == [.negative])
        #expect(
            try error("e.json", Samples.wattTime.replacing("870.5", with: "1e999")).problems.map(\.kind) == [.nonFinite]
        )
        #expect(
            try error("f.json", Samples.wattTime.replacing("00:10:00", with: "00:11:00")).problems.contains {
                $0.kind == .offGrid
            })
    }

    @Test func carbonCastTakesZoneAndScopeFromItsName() throws {
        let direct = try read("CISO_direct_emissions.csv", Samples.carbonCast)
        #expect(direct.formats == [.carbonCast] && direct.trace.zones == ["CISO"] && direct.trace.scope == .direct)
        #expect(direct.trace.series(zone: 0) == [164.27, 170.5, 180.25])
        #expect(try read("SE_lifecycle_emissions.csv", Samples.carbonCast).trace.scope == .lifecycle)
        #expect(try read("my.csv", Samples.carbonCast).trace.zones == ["my"])
    }

    @Test func unknownLayouts() throws {
        #expect(try error("a.csv", "a,b\n1,2\n").description.contains("native one begins with 'utc'"))
        #expect(try error("a.json", "{\"data\":[]}").description.contains("no known layout"))
        #expect(try error("a.json", "[1,2]").description.contains("no known layout"))
        for (text, place) in [
            ("{\"data\":", "line 1, column 9"), ("{\n \"a\" 1}", "line 2, column 6"), ("{\"a\":1}x", "column 8"),
            ("{\"a\":01}", "column 7"), ("{\"a\":\"\\q\"}", "escape"), ("{\"a\":\"\\ud800\"}", "surrogate"),
            ("{\"a\":nul}", "a value"), (String(repeating: "[", count: 5_000), "nested"), ("{\"a\":\"\n\"}", "control"),
        ] {
            #expect(try error("x.json", text).description.contains(place), "\(text.prefix(20))")
        }
    }

    static let directFactors = FuelFactors(
        [
            "coal": .grams(760), "gas": .grams(370), "oil": .grams(406), "nuclear": .grams(0), "hydro": .grams(0),
            "solar": .grams(0), "wind": .grams(0), "other": .grams(575),
        ], scope: .direct)

    func derive(_ text: String, _ factors: FuelFactors = directFactors, gaps: GapPolicy = .refuse) throws -> CarbonTrace
    {
        let files = try TemporaryFolder()
        var options = ReadingOptions(gaps: gaps)
        options.factors = factors
        options.zones = text.hasPrefix("\"Area") ? [] : ["CISO"]
        options.negative = .refuse
        return try TraceReading([try files.write(text, "generation.csv")], options).trace
    }

    /// The published line of California: (9·760 + 6574·370 + 88·406)/(9 + 6574 + 2273 + 88 + 2403 + 1222 + 2497) = 164.27.
    @Test func generationByFuel() throws {
        let trace = try derive(Samples.carbonCast)
        let value = try #require(trace.value(zone: 0, step: 0))
        #expect(abs(value - 164.27) < 0.005 && trace.scope == .direct && trace.zones == ["CISO"])
        let all = 9.0 + 6574 + 2273 + 88 + 2403 + 1222 + 2497
        #expect(abs(value - (9.0 * 760 + 6574.0 * 370 + 88.0 * 406) / all) < 1e-12)
    }

    @Test func generationInTheSpellingsOfItsSources() throws {
        let factors = FuelFactors(["fossil gas": .grams(490), "Nuclear": .grams(12), "Hydro Pumped Storage": .ignore])
        let entsoe = """
            "Area","MTU","Fossil Gas  - Actual Aggregated [MW]","Nuclear  - Actual Aggregated [MW]",\
            "Hydro Pumped Storage  - Actual Aggregated [MW]","Hydro Pumped Storage  - Actual Consumption [MW]"
            "FR","01.01.2020 00:00 - 01.01.2020 01:00 (UTC)","10","30","99","5"
            "FR","01.01.2020 01:00 - 01.01.2020 02:00 (UTC)","20","20","99","5"

            """
        #expect(try derive(entsoe, factors).series(zone: 0) == [131.5, 251])
        let local = try derive(entsoe.replacing("(UTC)", with: "(CET/CEST)"), factors)
        #expect(local.start.description == "2019-12-31T23:00Z" && local.series(zone: 0) == [131.5, 251])
        let eia = """
            UTC Time at End of Hour,Net Generation (MW) from Coal,Net Generation (MW) from Natural Gas
            1/1/2020 1:00:00 AM,1,1
            1/1/2020 2:00:00 AM,1,3

            """
        let american = try derive(eia)
        #expect(american.start.description == "2020-01-01T00:00Z" && american.series(zone: 0) == [565, 467.5])
    }

    @Test func generationFaults() throws {
        let header = "utc,coal,gas\n2020-01-01T00:00Z,1,1\n"
        for (text, place, kind) in [
            (
                header + "2020-01-01T01:00Z,-1,2\n2020-01-01T02:00Z,1,3\n", "line 3, column 2",
                TraceProblem.Kind.negative
            ),
            (header + "2020-01-01T01:00Z,1,\n2020-01-01T02:00Z,1,3\n", "line 3, column 3", .gap),
            (header + "2020-01-01T01:00Z,0,0\n2020-01-01T02:00Z,1,3\n", "line 3", .gap),
            (header + "2020-01-01T01:00Z,1,inf\n2020-01-01T02:00Z,1,3\n", "line 3, column 3", .nonFinite),
            (header + "2020-01-01T01:00Z,n/a,1\n2020-01-01T02:00Z,1,3\n", "line 3, column 2", .gap),
        ] {
            let error = try #require(throws: TraceError.self) { try derive(text) }
            #expect(error.problems.map(\.kind) == [kind] && error.description.contains(place), "\(error)")
            #expect(try derive(text, gaps: .hold).series(zone: 0) == [565, 565, 467.5])
        }
        let unknown = try #require(throws: TraceError.self) { try derive(header.replacing("gas", with: "oill")) }
        #expect(unknown.description.contains("Did you mean 'oil'?") && unknown.description.contains("column 3"))
    }

    @Test func nativeTextReadsBackTheSame() throws {
        let files = try TemporaryFolder()
        let trace = CarbonTrace(
            zones: ["A, \"x\"", "B"], start: try UTCInstant(iso8601: "2020-02-28T23:30Z"), stepSeconds: 1800,
            kind: .marginal,
            scope: .direct, source: "test", licence: "none", values: [[0.1, 1e-7, 3], [4, .nan, 123_456.789]])
        let path = try files.write(trace.nativeText, "t.csv")
        _ = try files.write(trace.sidecar.text, "t.yaml")
        #expect(try CarbonTrace.load([path], gaps: .drop) == trace)
        #expect(trace.nativeText.contains("\n2020-02-29T00:00Z,"))  // past midnight into the leap day
    }
}
