import Analysis

/// Mean and interval over seeds at one place of a curve.
struct SeedBand {
    let mean: Double
    let lower: Double
    let upper: Double

    /// Nil without values; a single value is its own interval.
    init?(_ values: [Double]) {
        guard let statistics = SampleStatistics(values) else { return nil }
        mean = statistics.mean
        lower = mean - (statistics.standardError ?? 0)
        upper = mean + (statistics.standardError ?? 0)
    }
}

/// `plot` with its elements on lines of their own.
func plotCommand(_ elements: [String]) -> String { "plot " + elements.joined(separator: ", \\\n    ") }
