import RunStore

/// What the runner reports while it works.
public enum ProgressEvent: Sendable {
    /// Which run of an experiment an event is about.
    public struct Run: Sendable, Hashable {
        /// Which experiment of a sweep; nil outside sweeps.
        public var variant: String?
        public var method: String
        public var seed: UInt64

        public init(variant: String? = nil, method: String, seed: UInt64) {
            (self.variant, self.method, self.seed) = (variant, method, seed)
        }
    }

    /// Before the first round: all rounds of all runs, and how many of them an earlier process has done.
    case started(experiment: String, runs: Int, totalRounds: Int, doneRounds: Int)
    /// After `started`, if so many of all runs are finished already and stay as they are.
    case kept(runs: Int, of: Int)
    case runStarted(Run)
    /// A round is over; `rounds` is the length of its run.
    case roundFinished(Run, RoundRow, rounds: Int)
    case runFinished(Run, RunSummary)
    /// The run was made of the same configuration and seed elsewhere in the experiment, and is copied from there.
    case runCopied(Run, RunSummary)
    case runFailed(Run, reason: String)
    /// A warning: something a user should read, such as a budget below the cheapest site-round.
    case note(String)
    /// After the last run.
    case finished
}
