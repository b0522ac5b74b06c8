import CarbonAccounting

extension Scenario {
    /// Part of the intensities of all sites and rounds that are not simply measured, by `ValueMark`; nil for none. A round whose
    /// slot touches a marked step of the trace counts.
    public var intensityMarks: [String: Double]? {
        var counts: [ValueMark: Int] = [:]
        let sitesByZone = Dictionary(sites.map { ($0.zone, 1) }, uniquingKeysWith: +)
        for round in 0..<rounds {
            for (zone, count) in sitesByZone {
                let marks = trace.marks(zone: zone, from: instant(of: round), seconds: slotSeconds)
                for mark in ValueMark.allCases where marks.contains(mark) { counts[mark, default: 0] += count }
            }
        }
        let shares = counts.map { ($0.key.rawValue, Double($0.value) / Double(rounds * sites.count)) }
        return shares.isEmpty ? nil : Dictionary(uniqueKeysWithValues: shares)
    }
}
