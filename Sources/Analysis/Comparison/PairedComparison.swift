import RunStore

/// How one method does against another on the same seeds.
///
/// Methods share partition, initial model and trace at a seed, so that the difference varies less than either value.
public struct PairedComparison: Sendable, Equatable, Codable {
    /// Below this many shared seeds all methods are level: two equal differences are no evidence.
    public static let fewestPairs = 3
    /// What an adjusted p-value must stay below for a difference to count.
    public static let level = 0.05

    public let baseline: String
    /// The seeds that both have, ascending.
    public let seeds: [UInt64]
    /// Value of the method less that of the baseline, over `seeds`.
    public let difference: SampleStatistics
    /// A run that never reached the value that is compared loses to one that did, though it has no difference.
    public let wins: Int
    public let ties: Int
    public let losses: Int

    /// - Parameters:
    ///   - values: of the method and of the baseline, by seed.
    ///   - direction: what counts as a win; without one, a larger value does.
    ///   - failures: seeds in which the method, or the baseline, completed without a value: a loss, or a
    ///     win, against a value of the other.
    /// - Returns: nil when they share no seed.
    public init?(
        _ values: [UInt64: Double], against baselineValues: [UInt64: Double], baseline: String,
        direction: RunMetric.Direction = .higherIsBetter,
        failures: (own: Set<UInt64>, baseline: Set<UInt64>) = ([], [])
    ) {
        let seeds = values.keys.filter { baselineValues[$0] != nil }.sorted()
        let differences = seeds.compactMap { seed in
            values[seed].flatMap { value in baselineValues[seed].map { value - $0 } }
        }
        guard let statistics = SampleStatistics(differences) else { return nil }
        self.baseline = baseline
        self.seeds = seeds
        difference = statistics
        let better = direction == .lowerIsBetter ? -1.0 : 1.0
        ties = differences.count { $0 == 0 }
        let ahead = differences.count { $0 * better > 0 }
        wins = ahead + failures.baseline.count { values[$0] != nil }
        losses = differences.count - ahead - ties + failures.own.count { baselineValues[$0] != nil }
    }

    /// Two-sided, of the paired t test that the difference is 0; 1 for fewer seeds than `fewestPairs`.
    public var pValue: Double {
        guard seeds.count >= Self.fewestPairs, let error = difference.standardError else { return 1 }
        guard error > 0 else { return difference.mean == 0 ? 1 : 0 }
        return StudentDistribution(degreesOfFreedom: seeds.count - 1)
            .twoSidedTail(abs(difference.mean) / error)
    }

    /// - Parameter adjustedPValue: after correction for the other comparisons that are made along with this one.
    func standing(adjustedPValue: Double, direction: RunMetric.Direction) -> Standing {
        guard adjustedPValue < Self.level else { return .level }
        return (difference.mean > 0) == (direction != .lowerIsBetter) ? .ahead : .behind
    }
}

extension [PairedComparison] {
    /// The standing of each, compared at once.
    package func standings(direction: RunMetric.Direction) -> [Standing] {
        zip(self, holmAdjusted(map(\.pValue))).map { $0.standing(adjustedPValue: $1, direction: direction) }
    }
}
