import ArgumentParser
import CarbonAccounting
import Foundation

struct CarbonDeriveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "derive",
        abstract: "Derive intensity from generation by fuel and a table of emission factors.",
        discussion: """
            The intensity of a row is Σ generation · factor / Σ generation. FACTORS.yaml has a line for each fuel, \
            'coal: 820' in gCO2eq/kWh; 'Hydro Pumped Storage: ignore' leaves a column out of both sums. A column \
            without a factor is an error.

            Example: cafe carbon derive CISO.csv --factors factors.yaml --scope direct --out ciso.csv
            """)

    @Argument(
        help: "CSV with a column of UTC instants and a column for each fuel.", completion: .file(extensions: ["csv"]))
    var generation: String
    @Option(help: "Table of factors.", completion: .file(extensions: ["yaml"])) var factors: String
    @Option(help: "Name of the zone; by default that of the file.") var zone: String?
    @Option(help: "What the factors count: direct, lifecycle or unknown.") var scope: EmissionScope = .unknown
    @OptionGroup var target: NativeFileOptions

    func run() throws {
        let name = zone ?? URL(filePath: generation).deletingPathExtension().lastPathComponent
        let reading = try TraceReading(
            generation: generation, factors: try FuelFactors(contentsOf: factors), zone: name, scope: scope,
            gaps: target.gaps)
        try target.write(reading)
    }
}
