import CarbonAccounting

extension Scenario {
    /// Part of the intensities of all sites and rounds that are not simply measured, by `ValueMark`; nil for none. A round whose
    /// slot touches a marked step of the trace counts.
    public var intensityMarks: [String: Double]? {
        var counts: [ValueMark: Int] = [:]
        for round in 0..<rounds {
            for site in sites {
                let marks = trace.marks(zone: site.zone, from: instant(of: round), seconds: slotSeconds)
                for mark in ValueMark.allCases where marks.contains(mark) { counts[mark, default: 0] += 1 }
            }
        }
        let shares = counts.map { ($0.key.rawValue, Double($0.value) / Double(rounds * sites.count)) }
        return shares.isEmpty ? nil : Dictionary(uniqueKeysWithValues: shares)
    }
}
