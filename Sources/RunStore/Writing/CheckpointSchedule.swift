import Reproducibility

/// Says after each round whether a checkpoint is due.
package struct CheckpointSchedule {
    /// A save is followed by at least so many times its own duration without one.
    private static let rarity = 50.0

    private let interval: CheckpointInterval
    private var last: ContinuousClock.Instant
    private var pause: Double

    package init(_ interval: CheckpointInterval, now: ContinuousClock.Instant) {
        self.interval = interval
        last = now
        if case .seconds(let seconds) = interval { pause = seconds } else { pause = 0 }
    }

    /// - Parameter rounds: how many are done.
    package func isDue(rounds: Int, now: ContinuousClock.Instant) -> Bool {
        switch interval {
        case .rounds(let every): rounds.isMultiple(of: every)
        case .seconds: last.duration(to: now) >= Duration(saturatingSeconds: pause)
        }
    }

    package mutating func saved(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
        last = end
        guard case .seconds(let seconds) = interval else { return }
        pause = max(seconds, Self.rarity * (start.duration(to: end) / .seconds(1)))
    }
}
