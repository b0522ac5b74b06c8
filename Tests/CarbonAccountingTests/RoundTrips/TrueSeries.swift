import CarbonAccounting
import Foundation
import Reproducibility

/// What truly was: the values of one zone, one after another without a hole.
struct TrueZone {
    struct Step {
        let start: Int
        let seconds: Int
        var value: Double
        var marks: ValueMarks = []
    }

    var name: String
    var steps: [Step]
}

/// A file with what must be read from it.
struct WrittenFile {
    var name: String
    var data: Data
    var zones: [TrueZone]
    var options = ReadingOptions()
    /// Whether each line of its middle says something that no other does.
    var everyLineCounts = true

    init(_ name: String, _ text: String, _ zones: [TrueZone], everyLineCounts: Bool = true) {
        (self.name, data, self.zones, self.everyLineCounts) = (name, Data(text.utf8), zones, everyLineCounts)
    }

    var text: String { String(decoding: data, as: UTF8.self) }
}

extension RandomStream {
    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    mutating func one<Choice>(of choices: Choice...) -> Choice {
        choices[Int.random(in: choices.indices, using: &self)]
    }

    /// A start at a whole hour, often shortly before a day on which clocks change, a leap day or the end of a year.
    mutating func start() -> Int {
        let day = one(
            of: "2020-10-24", "2021-03-27", "2024-02-28", "2023-12-31", "2024-10-05", "2025-04-05", "2024-11-02",
            "2024-03-09", "2022-07-14")
        let midnight = try? UTCInstant(iso8601: "\(day)T00:00Z")
        return (midnight?.secondsSinceEpoch ?? 0) + Int.random(in: 0..<24, using: &self) * 3600
    }

    /// Lengths of steps; where they change, each comes often enough to be the file's own.
    mutating func lengths(_ choices: [Int], mayChange: Bool) -> [Int] {
        let first = choices.randomElement(using: &self) ?? 3600
        let lengths = [Int](repeating: first, count: Int.random(in: 6...60, using: &self))
        guard mayChange, chance(0.5), let second = choices.filter({ $0 < first }).randomElement(using: &self) else {
            return lengths
        }
        return lengths + [Int](repeating: second, count: Int.random(in: 6...30, using: &self))
    }

    /// An intensity with up to two decimals.
    mutating func intensity() -> Double { Double(Int.random(in: 0...90_000, using: &self)) / 100 }

    mutating func zone(_ name: String, start: Int, lengths: [Int]) -> TrueZone {
        var at = start
        return TrueZone(
            name: name,
            steps: lengths.map { seconds in
                defer { at += seconds }
                return TrueZone.Step(start: at, seconds: seconds, value: intensity())
            })
    }

    mutating func zone(_ name: String, steps choices: [Int] = [3600], mayChange: Bool = false) -> TrueZone {
        zone(name, start: start(), lengths: lengths(choices, mayChange: mayChange))
    }
}

/// A clock's reading written down, from seconds since 1970 of that clock.
func written(_ reading: Int, _ style: String) -> String {
    let instant = UTCInstant(secondsSinceEpoch: reading)
    let (date, second) = (instant.date, instant.secondOfDay)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let half = second / 3600 % 12 == 0 ? 12 : second / 3600 % 12
    return style.replacing("YYYY", with: "\(date.year)").replacing("MM", with: two(date.month))
        .replacing("DD", with: two(date.day)).replacing("HH", with: two(second / 3600))
        .replacing("mm", with: two(second / 60 % 60)).replacing("ss", with: two(second % 60))
        .replacing("h12", with: "\(half)").replacing("AMPM", with: second < 43_200 ? "AM" : "PM")
}

/// What the clock of a time zone shows at an instant.
func reading(at second: Int, in zone: TimeZone) -> Int {
    second + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
}

/// Generation by fuel and what it comes to.
struct TrueMix {
    var zone: TrueZone
    /// Megawatts by step and fuel; nil where the zone has no such plant.
    var megawatts: [[Int?]]

    /// - Parameter fuels: with gCO2eq/kWh; nil for storage, which does not count.
    init(_ zone: TrueZone, _ fuels: [(name: String, grams: Double?)], using rng: inout RandomStream) {
        self.zone = zone
        let absent = fuels.indices.map { $0 > 1 && fuels[$0].grams != nil && rng.chance(0.2) }
        megawatts = []
        for step in zone.steps.indices {
            let row = fuels.indices.map { absent[$0] ? nil : Int.random(in: 1...20_000, using: &rng) }
            let counted = zip(row, fuels).compactMap { amount, fuel in
                amount.flatMap { amount in fuel.grams.map { (Double(amount), $0) } }
            }
            self.zone.steps[step].value =
                counted.reduce(0) { $0 + $1.0 * $1.1 } / counted.reduce(0) { $0 + $1.0 }
            megawatts.append(row)
        }
    }
}

/// `12,345` in quotes.
func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    guard digits.count > 3 else { return String(number) }
    return "\"\(String(digits.dropLast(3))),\(String(digits.suffix(3)))\""
}
