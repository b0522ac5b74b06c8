import Documents
import FederatedEngine
import Foundation
import Reproducibility
import RunStore
import Synchronization

/// Runs the methods and seeds of experiments into a results folder, one run directory each.
///
/// What is finished stays, what was begun goes on from its last checkpoint, and what was made with another configuration
/// is set aside and made anew.
public struct ExperimentRunner: Sendable {
    public struct Options: Sendable {
        /// The results folder; runs go to `<results>/<experiment>/<method>/seed-<k>`.
        public var results: String
        /// Names of the methods to run; nil is all.
        public var methods: [String]?
        /// Seeds in place of the experiment's own; nil keeps these.
        public var seeds: [UInt64]?
        /// Threads of this process, shared out to the runs that go on at once.
        public var threads: Int
        /// Runs that go on at once, at most `threads`.
        public var jobs = 1
        /// The part of the plan to run; nil is all.
        public var shard: RunShard?
        /// Whether to start over what is there already.
        public var startsOver = false
        public var checkpoints = CheckpointInterval.seconds(10)
        /// Asked after each round: whether to save and stop.
        public var shouldStop: @Sendable () -> Bool = { false }

        /// Where sites are trained; nil is on the threads of this process. Goes with one job only.
        public var placement: (any TrainerPlacement)?

        public init(results: String = "Results", methods: [String]? = nil, seeds: [UInt64]? = nil, threads: Int) {
            (self.results, self.methods, self.seeds, self.threads) = (results, methods, seeds, threads)
        }
    }

    /// How a call of `run` ended.
    public enum Ending: Sendable, Equatable {
        case finished
        /// `shouldStop` said so: the runs that were going on are saved.
        case stopped
    }

    public let options: Options
    /// The folder that holds everything, for comparisons.
    public let directory: String
    /// Every run of this process's shard, in the order of variants, seeds and methods.
    public let plan: [PlannedRun]

    /// - Throws: `DocumentError` if `options` names a method that the experiment does not have.
    public init(_ experiment: Experiment, options: Options) throws {
        try self.init([experiment], name: experiment.name, options: options)
    }

    /// All experiments of a file.
    ///
    /// - Throws: as for one.
    public init(_ sweep: ExperimentSweep, options: Options) throws {
        try self.init(sweep.experiments, name: sweep.name, options: options)
    }

    private init(_ experiments: [Experiment], name: String, options: Options) throws {
        self.options = options
        directory = "\(options.results)/\(name)"
        var plan: [PlannedRun] = []
        for experiment in experiments {
            let names = experiment.methods.map(\.name)
            let methods = try (options.methods ?? names).map { name in
                guard let index = names.firstIndex(of: name) else {
                    throw DocumentError.unknown(name, among: names, option: "--methods", file: experiment.file)
                }
                return index
            }
            let inputs = try experiment.inputFiles()
            let configurations = experiment.methods.map { experiment.configuration(of: $0, inputs: inputs) }
            let hashes = try configurations.map { try $0.fingerprint() }
            for seed in options.seeds ?? experiment.seeds {
                for index in methods {
                    let directory = RunDirectory(
                        results: options.results, experiment: experiment.name, method: names[index], seed: seed)
                    plan.append(
                        PlannedRun(
                            index: plan.count, experiment: experiment, method: experiment.methods[index],
                            methodIndex: index, seed: seed, directory: directory,
                            configuration: configurations[index], configurationHash: hashes[index]))
                }
            }
        }
        var first: [String: RunDirectory] = [:]
        for index in plan.indices {
            let key = "\(plan[index].configurationHash) \(plan[index].seed)"
            if let twin = first[key] { plan[index].twin = twin } else { first[key] = plan[index].directory }
        }
        self.plan = plan.filter { options.shard?.contains($0.index) ?? true }
    }

    /// Runs what is not finished, `jobs` runs at once.
    ///
    /// A run that fails, for whatever reason, is recorded as failed and the others go on. With a placement elsewhere only a
    /// training that diverges ends its run alone, since any other error leaves the processes out of step.
    /// - Throws: `RunFailures` if runs failed, or the error itself if all failed for the same reason; `RunLockError` if
    ///   another process writes to one of the runs.
    @discardableResult
    public func run(reporting progress: any ProgressReporter) throws -> Ending {
        var unreadable: [(run: PlannedRun, error: any Error)] = []
        var readable: [(run: PlannedRun, state: PlannedRunState)] = []
        for run in plan {
            do { readable.append((run, options.startsOver ? .missing : try PlannedRunState(of: run))) } catch {
                unreadable.append((run, error))
            }
        }
        let states = readable.map(\.state)
        let open = readable.filter { !$0.state.isFinished }
        for (run, state) in readable where state.isFinished { try RunLeftovers.remove(from: run.directory) }
        for (run, _) in open {
            if let holder = RunLock.holder(of: run.directory) {
                throw RunLockError(directory: run.directory, holder: holder)
            }
        }
        report(states, to: progress)
        try writeIndices()
        let queue = RunQueue(open.map { ($0, $1) })
        for (run, error) in unreadable {
            queue.fail(run, error)
            progress.report(.runFailed(run.name, reason: "\(error)"))
        }
        precondition(options.jobs == 1 || options.placement == nil, "\(options.jobs) jobs share one placement")
        let jobs = max(1, min(options.jobs, options.threads, open.count))
        let preparation = PreparationCache(scenarios: jobs)
        let execution = RunExecution(
            options: options, preparation: preparation, pool: WorkerPool(workers: max(1, options.threads / jobs)),
            log: directory + "/runs.log", progress: progress, queue: queue)
        if jobs == 1 {
            execution.drain()
        } else {
            let group = DispatchGroup()
            for _ in 0..<jobs {
                group.enter()
                Thread {
                    execution.drain()
                    group.leave()
                }.start()
            }
            group.wait()
        }
        progress.report(.finished)
        return try queue.outcome()
    }

    /// What another process than the one that runs a run needs to train its sites; `number` is `PlannedRun.index`.
    ///
    /// - Throws: as `run`, where files cannot be read.
    /// - Precondition: the plan has a run of that number.
    public func localTrainer(
        forRun number: Int
    ) throws -> (trainer: any SiteTrainer, configurationHash: String) {
        guard let run = plan.first(where: { $0.index == number }) else {
            preconditionFailure("run \(number) is not in a plan of \(plan.count)")
        }
        let prepared = try PreparedExperiment(run.experiment)
        let trainer = prepared.localTrainer(
            seed: run.seed, scenario: try prepared.scenario(seed: run.seed), pool: WorkerPool(workers: options.threads))
        return (trainer, run.configurationHash)
    }

    /// Says in each experiment's folder which methods its file has now.
    private func writeIndices() throws {
        var written: Set<String> = []
        for run in plan where written.insert(run.experiment.name).inserted {
            let folder = "\(options.results)/\(run.experiment.name)"
            guard FileManager.default.fileExists(atPath: folder) else { continue }
            try run.experiment.writeIndex(in: options.results)
        }
    }

    /// Says what will be run, what not, and why.
    private func report(_ states: [PlannedRunState], to progress: any ProgressReporter) {
        progress.report(
            .started(
                experiment: plan.first?.experiment.group ?? "", runs: plan.count,
                totalRounds: plan.reduce(0) { $0 + $1.experiment.rounds },
                doneRounds: states.reduce(0) { $0 + $1.roundsDone }))
        let completed = states.count(where: \.isFinished)
        if completed > 0 {
            progress.report(.kept(runs: completed, of: plan.count))
        }
    }
}

extension Experiment {
    /// Into the folder of its results, which is created.
    func writeIndex(in results: String) throws {
        let folder = "\(results)/\(name)"
        try RunDirectory(path: folder).create()
        try ExperimentIndex(methods: methods.map(\.name)).write(inFolder: folder)
    }
}

/// Where the sites of a round are trained, if not in this process alone.
public protocol TrainerPlacement: Sendable {
    /// The trainer of a run; `local` does the work of this process.
    func trainer(for run: PlannedRun, local: any SiteTrainer, scenario: Scenario) throws -> any SiteTrainer

    /// How many examples each site really has; nil for those of the experiment's partition.
    func examples(for run: PlannedRun, sites: Int) throws -> [Int]?
}

extension TrainerPlacement {
    public func examples(for run: PlannedRun, sites: Int) throws -> [Int]? { nil }
}

/// Runs that could not be finished, each with its reason.
public struct RunFailures: Error, CustomStringConvertible {
    public let failures: [(run: PlannedRun, error: any Error)]

    public var description: String {
        let lines = failures.map { "  \($0.run.directory.path): \($0.error)" }
        return "\(failures.count) run\(failures.count == 1 ? "" : "s") failed:\n" + lines.joined(separator: "\n")
    }
}

/// The runs that are still to do, handed out one by one, and what came of them.
final class RunQueue: Sendable {
    private struct State {
        var next = 0
        var wasStopped = false
        var failures: [(run: PlannedRun, error: any Error)] = []
        var fatal: (any Error)?
    }

    private let runs: [(run: PlannedRun, state: PlannedRunState)]
    private let state = Mutex(State())

    init(_ runs: [(run: PlannedRun, state: PlannedRunState)]) { self.runs = runs }

    /// The next run; nil when there is none or all shall stop.
    func next() -> (run: PlannedRun, state: PlannedRunState)? {
        state.withLock { state in
            guard state.fatal == nil, !state.wasStopped, state.next < runs.count else { return nil }
            defer { state.next += 1 }
            return runs[state.next]
        }
    }

    /// Whether an error ended the work of all.
    var isBroken: Bool { state.withLock { $0.fatal != nil } }

    func stop() { state.withLock { $0.wasStopped = true } }
    func fail(_ run: PlannedRun, _ error: any Error) { state.withLock { $0.failures.append((run, error)) } }
    func breakOff(_ error: any Error) { state.withLock { $0.fatal = $0.fatal ?? error } }

    func outcome() throws -> ExperimentRunner.Ending {
        try state.withLock { state in
            if let fatal = state.fatal { throw fatal }
            if state.wasStopped { return .stopped }
            guard let first = state.failures.first?.error else { return .finished }
            let isOfAll = state.failures.count >= runs.count && !(first is TrainingError)
            if isOfAll, Set(state.failures.map { "\($0.error)" }).count == 1 { throw first }
            throw RunFailures(failures: state.failures.sorted { $0.run.index < $1.run.index })
        }
    }
}
