import Documents
import Foundation

/// The learning rate over the local steps of the whole run: it rises for some steps, then falls like half a cosine wave.
///
///     rate(k)/η = (k + 1)/w                                            for k < w
///               = floor + (1 − floor)·½(1 + cos(π·(k − w)/(n − w)))    after that
///
/// for step k = 0, 1, … of n, with w steps of warm-up. A site's step counts from its place in the run, round times steps of a
/// round, whether or not it trained before, so that all sites of a round have one rate.
/// Source: Loshchilov and Hutter, "SGDR", ICLR 2017.
public struct CosineSchedule: Sendable, Hashable, Codable {
    public var warmUpSteps: Int
    /// What of η is left at the end, in [0, 1].
    public var floor: Double

    /// - Precondition: neither is negative, and the floor is at most 1.
    public init(warmUpSteps: Int = 0, floor: Double = 0) {
        precondition(warmUpSteps >= 0 && 0...1 ~= floor, "\(warmUpSteps) steps of warm-up, a floor of \(floor)")
        (self.warmUpSteps, self.floor) = (warmUpSteps, floor)
    }

    init(_ reader: DocumentReader) throws {
        self.init(
            warmUpSteps: try reader.integer(
                "warmUpSteps", in: 0...1_000_000_000, default: 0, help: "local steps in which the rate rises to η"),
            floor: try reader.number("floor", .within(0...1), default: 0, help: "what of η is left at the end"))
    }

    /// What η is multiplied with in step `step` of `count`.
    public func factor(_ step: Int, of count: Int) -> Float {
        guard step >= warmUpSteps else { return (Float(step) + 1) / Float(warmUpSteps) }
        let part = Double(step - warmUpSteps) / Double(max(1, count - warmUpSteps))
        return Float(floor + (1 - floor) * 0.5 * (1 + cos(.pi * min(1, part))))
    }
}

/// All schedules of the learning rate over local steps, by the value of `training.schedule`; nil is the constant one.
public let learningRateSchedules = Registry<CosineSchedule?>(
    "learning rate schedule", plural: "learning rate schedules",
    [
        .init("constant", "the same rate in all local steps of a round") { _ in nil },
        .init("cosine", "a rise over some local steps of the run, then a fall like half a cosine wave") {
            try CosineSchedule($0)
        },
    ])

/// Where in a run a local training begins.
public struct TrainingStart: Sendable {
    /// Local steps before it, and of the whole run: what a schedule goes by.
    public var step: Int
    public var stepCount: Int
    /// Of AdamW, from the site's last training, where they are kept.
    public var moments: AdamMoments?

    public init(step: Int = 0, stepCount: Int = 0, moments: AdamMoments? = nil) {
        (self.step, self.stepCount, self.moments) = (step, stepCount, moments)
    }
}
