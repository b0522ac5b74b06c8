import Reproducibility

/// For how long each value of a file holds, from its stamps where the file does not say it.
///
/// A file may change its step, such as from 30 to 15 minutes; months and years have the lengths of the calendar.
struct StepLengths {
    /// Seconds by row.
    var seconds: [Int]
    /// What is worth saying about them.
    var notes: [String] = []

    /// A step counts as the file's own, and not as a gap, where so many follow each other.
    private static let shortestRun = 4
    /// A stretch of a longer step between two of the same shorter one is missing values unless it has as many steps.
    private static let shortestDetour = 24

    /// - Parameters:
    ///   - rows: in order of time, all at different instants.
    ///   - said: what the file, its name or the user says.
    /// - Throws: `TraceError` where a lone stamp leaves it open.
    init(_ rows: [RawSeries.Row], said: ValueInterval?, file: String) throws(TraceError) {
        let stamps = rows.map(\.instant)
        if rows.allSatisfy({ $0.seconds != nil }) {
            seconds = rows.map { $0.seconds ?? 0 }
            return
        }
        switch said {
        case .seconds(let length)?: seconds = [Int](repeating: length, count: rows.count)
        case .month?: seconds = stamps.map { $0.secondsToNextMonth }
        case .year?: seconds = stamps.map { $0.secondsToNextYear }
        case nil:
            guard stamps.count > 1 else {
                throw TraceError("\(file): one stamp does not tell for how long its value holds.", asking: .interval)
            }
            if let calendar = Self.calendarLengths(stamps) {
                seconds = calendar
            } else {
                (seconds, notes) = Self.regularLengths(rows, file: file)
            }
        }
        if let coarsest = seconds.max(), coarsest > 3600 {
            let name =
                coarsest >= 365 * 86_400
                ? "yearly" : coarsest >= 28 * 86_400 ? "monthly" : coarsest == 86_400 ? "daily" : "\(coarsest) s"
            notes.append("\(file): values are \(name) means; the course of a day is not in them.")
        }
    }

    /// Lengths of months or years, where all stamps begin one and at least one distance is a whole one; else nil.
    private static func calendarLengths(_ stamps: [UTCInstant]) -> [Int]? {
        guard stamps.allSatisfy({ $0.secondOfDay == 0 && $0.date.day == 1 }) else { return nil }
        let pairs = zip(stamps, stamps.dropFirst())
        func some(_ length: (UTCInstant) -> Int) -> Bool {
            pairs.contains { $0.adding(seconds: length($0)) == $1 }
        }
        if some(\.secondsToNextMonth) { return stamps.map(\.secondsToNextMonth) }
        if stamps.allSatisfy({ $0.date.month == 1 }), some(\.secondsToNextYear) {
            return stamps.map(\.secondsToNextYear)
        }
        return nil
    }

    /// Runs of equal distances are steps; where there is no long one, the most common distance is.
    private static func regularLengths(_ rows: [RawSeries.Row], file: String) -> ([Int], [String]) {
        let distances = zip(rows, rows.dropFirst()).map { $1.instant.secondsSinceEpoch - $0.instant.secondsSinceEpoch }
        var runs: [(first: Int, count: Int, step: Int)] = []
        for (index, distance) in distances.enumerated() {
            if let last = runs.last, last.step == distance, last.first + last.count == index {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((index, 1, distance))
            }
        }
        var regimes: [(first: Int, count: Int, step: Int)] = []
        for run in runs where run.count >= shortestRun {
            if regimes.last?.step == run.step { continue }
            // A, B, A: values are missing in B if it is short and its step a multiple of A's
            if regimes.count > 1, let detour = regimes.last, regimes[regimes.count - 2].step == run.step,
                detour.step % run.step == 0, detour.count < shortestDetour
            {
                regimes.removeLast()
            } else {
                regimes.append(run)
            }
        }
        guard regimes.count > 1 else {
            var counts: [Int: Int] = [:]
            for distance in distances { counts[distance, default: 0] += 1 }
            // The smaller of two equally common ones
            let step = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 1
            return ([Int](repeating: step, count: rows.count), [])
        }
        var lengths: [Int] = []
        var current = 0
        for row in rows.indices {
            // Between two regimes the earlier one's step holds.
            if current + 1 < regimes.count, row >= regimes[current + 1].first { current += 1 }
            lengths.append(regimes[current].step)
        }
        let notes = zip(regimes, regimes.dropFirst()).map { before, after in
            "\(file), line \(rows[after.first].line): the step goes from \(before.step) to \(after.step) s at"
                + " \(rows[after.first].instant)."
        }
        return (lengths, notes)
    }
}

extension UTCInstant {
    /// Seconds of the month that begins here.
    fileprivate var secondsToNextMonth: Int { daysInMonth(date.month, year: date.year) * 86_400 }

    /// Seconds of the year that begins here.
    fileprivate var secondsToNextYear: Int {
        let year = date.year
        return
            (Reproducibility.daysSinceEpoch(year: year + 1, month: 1, day: 1)
            - Reproducibility.daysSinceEpoch(year: year, month: 1, day: 1)) * 86_400
    }
}
