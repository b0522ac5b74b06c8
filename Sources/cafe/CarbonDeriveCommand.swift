import ArgumentParser
import CarbonAccounting

struct CarbonDeriveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "derive",
        abstract: "Derive intensity from generation by fuel and a table of emission factors.",
        discussion: """
            The intensity of a row is Σ generation · factor / Σ generation. FACTORS.yaml has a line for each fuel, \
            'coal: 820' in gCO2eq/kWh; 'Hydro Pumped Storage: ignore' leaves a column out of both sums. A column \
            without a factor is an error. `cafe carbon import` does the same with the factors that come with cafe.

            Example: cafe carbon derive CISO.csv --factors factors.yaml --scope direct --out ciso.csv
            """)

    @OptionGroup var source: TraceOptions
    @OptionGroup var target: NativeFileOptions

    func validate() throws {
        if source.generation.factors == nil { throw ValidationError("Name a table of factors: --factors factors.yaml") }
    }

    func run() throws {
        let reading = try source.read(gaps: target.gaps)
        try target.write(reading)
    }
}
