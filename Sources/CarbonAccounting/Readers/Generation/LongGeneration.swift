import Documents
import Reproducibility

/// Collects generation amount by amount: of a zone, an instant and a fuel.
struct LongGeneration {
    private struct Key: Hashable {
        let zone: String
        let instant: UTCInstant
    }

    private let file: String
    /// Whether lines may be sorted by fuel first, so that rows come up out of order and that is no fault.
    private let sortsRows: Bool
    private var mixes: [String: GenerationMix] = [:]
    private var order: [String] = []
    private var rowOf: [Key: Int] = [:]
    private var fuelOf: [String: [String: Int]] = [:]
    private var problems: [String: [TraceProblem]] = [:]
    var notes: [String] = []

    init(file: String, sortsRows: Bool) { (self.file, self.sortsRows) = (file, sortsRows) }

    /// Adds an amount. A second one of the same fuel at the same instant is a fault, and the first stays.
    ///
    /// - Parameters:
    ///   - zone: empty where the file names none.
    ///   - fuelColumn: field of the line, from 1, in a table with a column for each fuel.
    mutating func add(
        zone: String, _ instant: UTCInstant, fuel: String, _ amount: GenerationMix.Amount, line: Int,
        fuelColumn: Int? = nil,
        seconds: Int? = nil, marks: ValueMarks = []
    ) {
        var mix =
            mixes.removeValue(forKey: zone) ?? GenerationMix(file: file, zone: zone.isEmpty ? nil : zone, fuels: [])
        if fuelOf[zone] == nil {
            order.append(zone)
            fuelOf[zone] = [:]
        }
        let row: Int
        if let known = rowOf[Key(zone: zone, instant: instant)] {
            row = known
        } else {
            row = mix.rows.count
            rowOf[Key(zone: zone, instant: instant)] = row
            mix.rows.append(RawSeries.Row(instant: instant, line: line, seconds: seconds))
        }
        let index: Int
        if let known = fuelOf[zone]?[fuel] {
            index = known
        } else {
            index = mix.fuels.count
            fuelOf[zone]?[fuel] = index
            mix.fuels.append(GenerationMix.Fuel(name: fuel, column: fuelColumn))
        }
        // A fuel without a line at an instant is missing there.
        let missing = row + 1 - mix.fuels[index].amounts.count
        if missing > 0 {
            mix.fuels[index].amounts += [GenerationMix.Amount](repeating: .missing, count: missing)
            mix.fuels[index].lines += [Int?](repeating: nil, count: missing)
        }
        if let earlier = mix.fuels[index].lines[row] {
            if problems[zone]?.last?.line != line {
                problems[zone, default: []].append(
                    TraceProblem(
                        .duplicate, file: file, line: line, column: fuelColumn,
                        "\(instant) stands on line \(earlier) already, with \(fuel)"))
            }
        } else {
            mix.fuels[index].amounts[row] = amount
            mix.fuels[index].lines[row] = line
            if !marks.isEmpty { mix.marks[row, default: []].formUnion(marks) }
        }
        mixes[zone] = mix
    }

    /// A series for each zone, in the order of the file.
    func series(format: TraceFormat, options: ReadingOptions, source: String) throws(TraceError) -> [RawSeries] {
        var all: [RawSeries] = []
        for zone in order {
            guard var mix = mixes[zone] else { continue }
            for index in mix.fuels.indices {
                let missing = mix.rows.count - mix.fuels[index].amounts.count
                mix.fuels[index].amounts += [GenerationMix.Amount](repeating: .missing, count: missing)
                mix.fuels[index].lines += [Int?](repeating: nil, count: missing)
            }
            let sorted = mix.rows.indices.sorted { mix.rows[$0].instant < mix.rows[$1].instant }
            if sortsRows, sorted != Array(mix.rows.indices) {
                mix.rows = sorted.map { mix.rows[$0] }
                for index in mix.fuels.indices {
                    let fuel = mix.fuels[index]
                    mix.fuels[index].amounts = sorted.map { fuel.amounts[$0] }
                    mix.fuels[index].lines = sorted.map { fuel.lines[$0] }
                }
                let newRow = Dictionary(sorted.enumerated().map { ($1, $0) }) { first, _ in first }
                mix.marks = Dictionary(mix.marks.compactMap { row, mark in newRow[row].map { ($0, mark) } }) { $1 }
            }
            mix.notes = notes
            var series = try mix.series(format: format, options: options, source: source)
            series.problems = problems[zone] ?? []
            all.append(series)
        }
        guard !all.isEmpty else { throw TraceError("\(file): no values.") }
        return all
    }
}
