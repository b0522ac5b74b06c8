import RunStore

/// How one method does against another on the same seeds.
///
/// Methods share partition, initial model and trace at a seed, so that the difference varies less than either value.
public struct PairedComparison: Sendable, Equatable, Codable {
    /// Below this many shared seeds no difference counts as supported: with n pairs the signs all agree by luck with
    /// probability 2^(1−n), which is 1/16 for five and too often for fewer.
    public static let pairsForSupport = 5

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

    /// Whether the interval of the difference excludes 0 and rests on enough seeds.
    public var isSupported: Bool {
        seeds.count >= Self.pairsForSupport && difference.interval?.excludesZero == true
    }
}
