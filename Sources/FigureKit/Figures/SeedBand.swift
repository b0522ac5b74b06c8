import ExperimentKit

/// Mean and interval over seeds at one place of a curve.
struct SeedBand {
    let mean: Double
    let lower: Double
    let upper: Double

    /// Nil without values; a single value is its own interval.
    init?(_ values: [Double]) {
        guard let statistics = SampleStatistics(values) else { return nil }
        mean = statistics.mean
        lower = statistics.interval?.lower ?? mean
        upper = statistics.interval?.upper ?? mean
    }
}

/// A block with a curve and its band for each method.
struct BandedCurves {
    private(set) var blocks: [DataBlock] = []
    private var styles: [(title: String, style: MethodStyle)] = []
    let x: String
    let y: String

    var titles: [String] { styles.map(\.title) }

    init(x: String, y: String) { (self.x, self.y) = (x, y) }

    /// Adds a method's curve; places without a value for every run are left out, so that the mean is over the same
    /// seeds everywhere.
    mutating func append(_ title: String, style: MethodStyle, points: [(x: Double, values: [Double?])]) {
        var block = DataBlock(title, columns: [x, y, "lower", "upper"])
        for point in points {
            let values = point.values.compactMap(\.self)
            guard values.count == point.values.count, let band = SeedBand(values) else { continue }
            block.append([point.x, band.mean, band.lower, band.upper])
        }
        guard !block.rows.isEmpty else { return }
        blocks.append(block)
        styles.append((title, style))
    }

    /// Plot elements: bands first, so that no band covers a line.
    var elements: [String] {
        let bands = styles.enumerated().map { index, entry in
            "data index \(index) using 1:3:4 with filledcurves linecolor rgb \"\(entry.style.color)\" notitle"
        }
        let lines = styles.enumerated().map { index, entry in
            // About six markers a curve, starting at different places so that those of equal curves stay visible.
            let every = max(1, blocks[index].rows.count / 6)
            let first = index * every / max(1, styles.count)
            return [
                "data index \(index) using 1:2 with lines linewidth 1.6 \(entry.style.line) notitle",
                "data index \(index) using 1:2 every \(every)::\(first) with points \(entry.style.points) notitle",
                "keyentry with linespoints linewidth 1.6 \(entry.style.points) title \(entry.title.gnuplotQuoted)",
            ].joined(separator: ", \\\n    ")
        }
        return bands + lines
    }
}

/// `plot` with its elements on lines of their own.
func plotCommand(_ elements: [String]) -> String { "plot " + elements.joined(separator: ", \\\n    ") }
