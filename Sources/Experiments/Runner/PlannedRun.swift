import Documents
import RunStore

/// One method on one seed of an experiment, with the place where its results go.
public struct PlannedRun: Sendable {
    /// Place in the whole plan, from 0; the same whatever has been run already.
    public let index: Int
    public let experiment: Experiment
    public let method: Method
    /// Place of the method in the file.
    public let methodIndex: Int
    public let seed: UInt64
    public let directory: RunDirectory
    /// Settings and digests of the input files, as in `RunManifest.configuration`.
    public let configuration: DocumentValue
    /// See `RunManifest.configurationHash`.
    public let configurationHash: String
    /// Where a run earlier in the plan goes that has the same configuration and seed, and so the same rows: a method that a
    /// swept setting does not touch. Nil where there is none.
    public var twin: RunDirectory?

    var name: ProgressEvent.Run { ProgressEvent.Run(variant: experiment.variant, method: method.name, seed: seed) }
}

/// A part of a plan: every N-th run, for several processes or machines that share the work.
public struct RunShard: Sendable, Equatable {
    /// From 1 to `count`.
    public let number: Int
    public let count: Int

    /// `I/N` with 1 ≤ I ≤ N; nil for anything else.
    public init?(_ text: String) {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let number = numbers[0], let count = numbers[1], 1...max(1, count) ~= number,
            count >= 1
        else { return nil }
        (self.number, self.count) = (number, count)
    }

    func contains(_ index: Int) -> Bool { index % count == number - 1 }
}
