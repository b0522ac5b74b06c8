import Documents
import FederatedEngine
import Foundation

/// What a run needs to continue in another process: the simulation between two rounds, and the lengths of its files.
package struct RunCheckpoint: Codable {
    /// Of the layout of this file; another number is another program's checkpoint.
    static let currentFormat = 1

    var format = Self.currentFormat
    package var configurationHash: String
    package var seed: UInt64
    /// Bytes of rounds.csv, sites.csv and, where gradients are recorded, slots.csv; what follows is computed again.
    package var roundsBytes: Int
    package var sitesBytes: Int
    package var slotsBytes: Int?
    /// Wall time of all rounds so far, over all processes.
    package var wallSeconds: Double
    package var state: SimulationState

    package init(
        configurationHash: String, seed: UInt64, roundsBytes: Int, sitesBytes: Int, slotsBytes: Int?,
        wallSeconds: Double, state: SimulationState
    ) {
        (self.configurationHash, self.seed) = (configurationHash, seed)
        (self.roundsBytes, self.sitesBytes, self.slotsBytes) = (roundsBytes, sitesBytes, slotsBytes)
        (self.wallSeconds, self.state) = (wallSeconds, state)
    }

    /// Replaces the file as a whole.
    package func write(to path: String) throws {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        try writeAtomically(try encoder.encode(self), to: path)
    }

    /// - Throws: `RecordError` for a missing file or one that no program of this version wrote.
    package static func read(_ path: String) throws -> RunCheckpoint {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RecordError(path: path, problem: "no such file, or it cannot be read")
        }
        do {
            let checkpoint = try PropertyListDecoder().decode(RunCheckpoint.self, from: data)
            guard checkpoint.format == currentFormat else {
                throw RecordError(
                    path: path, problem: "has format \(checkpoint.format), this program reads \(currentFormat)")
            }
            return checkpoint
        } catch let error as DecodingError {
            throw RecordError(decoding: error, path: path)
        } catch let error as RecordError {
            throw error
        } catch {
            throw RecordError(path: path, problem: "is no checkpoint of this program: \(error.localizedDescription)")
        }
    }
}

/// When a run saves its state. The choice costs time or repeated rounds, never a digit of the results.
public enum CheckpointInterval: Sendable, Equatable {
    /// After every so many rounds, at least 1.
    case rounds(Int)
    /// After the first round that ends so long after the last checkpoint; 0 is every round.
    ///
    /// A checkpoint that itself takes long is made more rarely, so that saving stays below two hundredths of the time.
    case seconds(Double)

    /// `5` is rounds, `10s` seconds; nil for anything else.
    public init?(_ text: String) {
        if let rounds = Int(text), rounds >= 1 {
            self = .rounds(rounds)
        } else if text.hasSuffix("s"), let seconds = Double(text.dropLast()), seconds >= 0, seconds.isFinite {
            self = .seconds(seconds)
        } else {
            return nil
        }
    }
}

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
        case .seconds: last.duration(to: now) >= .seconds(pause)
        }
    }

    package mutating func saved(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
        last = end
        guard case .seconds(let seconds) = interval else { return }
        pause = max(seconds, Self.rarity * (start.duration(to: end) / .seconds(1)))
    }
}
