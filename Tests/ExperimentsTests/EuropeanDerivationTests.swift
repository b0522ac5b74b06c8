import CarbonAccounting
import Foundation
import Reproducibility
import Testing

/// The committed year was derived by a Python script; the committed sample of its input must give the same in Swift.
@Suite struct EuropeanDerivationTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Datasets/carbon").standardized.path(percentEncoded: false)

    @Test(arguments: ["FR", "SI"])
    func aWeekOfGenerationGivesTheCommittedIntensities(_ zone: String) throws {
        var options = ReadingOptions()
        options.factors = try FuelFactors(contentsOf: "\(Self.folder)/factors-ipcc-ar5.yaml", scope: .lifecycle)
        options.zones = [zone]
        let reading = try TraceReading(
            ["\(Self.folder)/sample/generation-\(zone.lowercased())-2020-06-01.csv"], options)
        let week = reading.trace
        let year = try CarbonTrace.load(["\(Self.folder)/europe-2020-hourly.csv"])
        let first = (week.start.secondsSinceEpoch - year.start.secondsSinceEpoch) / 3600
        #expect(week.stepCount == 168 && week.scope == year.scope && week.kind == year.kind)
        #expect(
            week.series(zone: 0).map { $0.rounded(.toNearestOrEven) }
                == Array(year.series(zone: try year.zoneIndex(zone))[first..<first + 168]))
    }

    /// The factors that come with the library are those of the file, for all its fuels.
    @Test func theFactorsThatComeWithTheLibraryAreThoseOfTheFile() throws {
        let file = try FuelFactors(contentsOf: "\(Self.folder)/factors-ipcc-ar5.yaml")
        for fuel in file.fuels {
            #expect(FuelFactors.ipccAR5.factor(column: fuel) == file.factor(column: fuel), "\(fuel)")
        }
    }

    @Test func theListOfFilledHoursFitsTheYear() throws {
        let text = try String(contentsOfFile: "\(Self.folder)/europe-2020-filled.csv", encoding: .utf8)
        let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        let year = try CarbonTrace.load(["\(Self.folder)/europe-2020-hourly.csv"])
        #expect(rows.count == 218)
        for row in rows {
            let instant = try UTCInstant(iso8601: row[0])
            #expect(try year.mean(zone: year.zoneIndex(String(row[1])), from: instant, seconds: 3600) > 0)
            #expect(try 1...100 ~= #require(Int(row[2])))
        }
    }
}
