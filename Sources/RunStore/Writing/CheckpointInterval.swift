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
