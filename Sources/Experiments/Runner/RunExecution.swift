import Documents
import FederatedEngine
import Foundation
import Reproducibility
import RunStore

/// Takes runs from a queue and runs them, one after the other; several threads may drain the same queue.
struct RunExecution: Sendable {
    let options: ExperimentRunner.Options
    let preparation: PreparationCache
    /// For the sites of one run.
    let pool: WorkerPool
    /// Where each finished run leaves a line.
    let log: String
    let progress: any ProgressReporter
    let queue: RunQueue

    func drain() {
        // Of the last run until the next one's is taken: between two runs the process is still seen to work.
        var lock: RunLock?
        defer { withExtendedLifetime(lock) {} }
        while let (run, state) = queue.next() {
            do {
                guard try execute(run, state, &lock) else { return queue.stop() }
            } catch {
                progress.report(.runFailed(run.name, reason: "\(error)"))
                guard options.placement == nil || error is TrainingError else { return queue.breakOff(error) }
                queue.fail(run, error)
            }
        }
    }

    /// Whether the run came to its end; false if it was stopped, its state saved.
    private func execute(_ run: PlannedRun, _ state: PlannedRunState, _ lock: inout RunLock?) throws -> Bool {
        if let copy = try copyOfTwin(run, state, &lock) {
            progress.report(.runCopied(run.name, copy))
            return !options.shouldStop()
        }
        // Before the lock, which creates folders: an experiment that is not valid leaves none.
        let (prepared, declared, isNew) = try preparation.prepare(run)
        let examples = try options.placement?.examples(for: run, sites: declared.sites.count)
        let scenario = examples == nil ? declared : try prepared.scenario(seed: run.seed, examples: examples)
        if isNew {
            try run.experiment.writeIndex(in: options.results)
            for note in prepared.traceNotes { progress.report(.note(note)) }
        }
        lock = try RunLock(for: run.directory)
        if isNew, let warning = BudgetWarning(scenario) { progress.report(.note(warning.description)) }
        let local = prepared.localTrainer(seed: run.seed, scenario: scenario, pool: pool)
        let trainer = try options.placement?.trainer(for: run, local: local, scenario: scenario) ?? local
        let simulation = prepared.simulation(
            of: run.method, seed: run.seed, scenario: scenario, trainer: trainer, pool: pool)
        if run.seed == run.experiment.seeds.first, let warning = ProbeWarning(run.method, simulation) {
            progress.report(.note(warning.description))
        }
        let writer = try writer(for: run, state, scenario: scenario, simulation: simulation)
        progress.report(.runStarted(run.name))
        do {
            return try advance(run, simulation, writer)
        } catch is FederationPaused {
            return false
        } catch {
            try? writer.fail("\(error)")
            throw error
        }
    }

    /// The run as its finished twin has it; nil where the run was begun already or there is no such twin.
    private func copyOfTwin(
        _ run: PlannedRun, _ state: PlannedRunState, _ lock: inout RunLock?
    ) throws -> RunSummary? {
        guard let twin = run.twin, state == .missing, options.placement == nil,
            let manifest = try? RunManifest.read(twin.manifest), manifest.status == .completed,
            manifest.configurationHash == run.configurationHash, manifest.seed == run.seed
        else { return nil }
        try run.experiment.writeIndex(in: options.results)
        lock = try RunLock(for: run.directory)
        return try run.directory.copy(
            twin, manifest, experiment: run.experiment.name, method: run.method.name, methodIndex: run.methodIndex)
    }

    private func advance(_ run: PlannedRun, _ simulation: FederatedSimulation, _ writer: RunWriter) throws -> Bool {
        let clock = ContinuousClock()
        let start = clock.now
        let secondsBefore = writer.secondsBefore
        func wallSeconds() -> Double { secondsBefore + start.duration(to: clock.now) / .seconds(1) }
        var schedule = CheckpointSchedule(options.checkpoints, now: start)
        while !simulation.isFinished {
            let row = try writer.append(try simulation.step(), of: simulation.scenario)
            progress.report(.roundFinished(run.name, row, rounds: simulation.scenario.rounds))
            guard !simulation.isFinished else { break }
            let now = clock.now
            let mustStop = options.shouldStop() || queue.isBroken
            if mustStop || schedule.isDue(rounds: row.round + 1, now: now) {
                try writer.save(simulation, wallSeconds: wallSeconds())
                schedule.saved(from: now, to: clock.now)
            }
            if mustStop { return false }
        }
        let summary = try writer.finish(simulation, wallSeconds: wallSeconds())
        progress.report(.runFinished(run.name, summary))
        try RunLog(path: log).append(run, summary)
        return !options.shouldStop()
    }

    /// A writer that goes on where the run's checkpoint was made, `simulation` set to it, or one for a new run.
    private func writer(
        for run: PlannedRun, _ state: PlannedRunState, scenario: Scenario, simulation: FederatedSimulation
    ) throws -> RunWriter {
        let environment = RunEnvironment(threads: pool.workers)
        switch state.obstacle {
        case nil:
            guard state.roundsDone > 0, !state.isFinished else { break }
            do {
                let identity = RunWriter.Identity(
                    configurationHash: run.configurationHash, seed: run.seed,
                    recordsGradients: run.experiment.recordsGradients)
                let (writer, change, damage) = try RunWriter.continuing(
                    run.directory, as: identity, environment: environment, simulation: simulation)
                if let damage {
                    progress.report(
                        .note(
                            "\(damage); \(run.directory.path) continues from the checkpoint before, at round "
                                + "\(writer.roundsDone)"))
                }
                if let change {
                    progress.report(
                        .note(
                            "\(run.directory.path) continues with another \(change): later rounds may differ in the "
                                + "last bits"))
                }
                return writer
            } catch let error as DocumentError where error.systemError == nil || error.systemError == ENOENT {
                let place = try RunArchive.setAside(run.directory)
                progress.report(
                    .note("\(error); the run cannot be continued and starts over, what was there is now in \(place)"))
            }
        case .gradientsNotRecorded:
            progress.report(
                .note("\(run.directory.path) is finished but holds no slots.csv; it runs again to record gradients"))
        case .otherConfiguration(let reason):
            let place = try RunArchive.setAside(run.directory)
            progress.report(.note("\(run.directory.path): \(reason); the old run is now in \(place)"))
        case .damaged(let reason):
            let place = try RunArchive.setAside(run.directory)
            progress.report(.note("\(reason); the run starts over, what was there is now in \(place)"))
        }
        let manifest = RunManifest(
            experiment: run.experiment.name, method: run.method.name, methodIndex: run.methodIndex, seed: run.seed,
            configuration: run.configuration, configurationHash: run.configurationHash, environment: environment,
            forecastErrors: try run.method.policy.forecastModel.map {
                try scenario.forecastErrors($0, seed: run.seed)
            },
            intensityMarks: scenario.intensityMarks, isOffline: run.method.policy.knowsFuture ? true : nil,
            started: Date())
        return try RunWriter(
            creating: run.directory, manifest: manifest, scenario: scenario,
            recordsGradients: run.experiment.recordsGradients)
    }
}

/// Where runs go that another configuration takes the place of.
enum RunArchive {
    /// Moves `…/<method>/seed-<k>` to `…/<method>/replaced/<hash>-seed-<k>`, which readers of experiments pass over.
    ///
    /// - Returns: the new place.
    static func setAside(_ directory: RunDirectory) throws -> String {
        let url = URL(filePath: directory.path)
        let hash = (try? RunManifest.read(directory.manifest))?.configurationHash ?? "unreadable"
        let folder = url.deletingLastPathComponent().appending(path: "replaced")
        let name = "\(hash)-\(url.lastPathComponent)"
        var place = folder.appending(path: name)
        var copy = 2
        while FileManager.default.fileExists(atPath: place.path) {
            place = folder.appending(path: "\(name)-\(copy)")
            copy += 1
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try FileManager.default.moveItem(at: url, to: place)
        } catch {
            throw DocumentError(
                file: directory.path, message: "cannot be set aside to \(place.path): \(error.localizedDescription)")
        }
        return place.path
    }
}

/// The log of an experiment: a line for each run that came to its end.
struct RunLog {
    let path: String

    func append(_ run: PlannedRun, _ summary: RunSummary) throws {
        let fields = [
            Date().formatted(.iso8601), run.directory.path, "rounds=\(summary.rounds)",
            "final_accuracy=\(summary.finalAccuracy.map { "\($0)" } ?? "")", "total_g=\(summary.totalGrams)",
            "budget_g=\(summary.budgetGrams)", "wall_seconds=\(summary.wallSeconds)",
        ]
        // One write at the end of the file, so that lines of several processes do not mix.
        guard let file = fopen(path, "a") else { throw DocumentError(file: path, failed: "be opened") }
        let written = fputs(fields.joined(separator: " ") + "\n", file)
        guard fclose(file) == 0, written >= 0 else { throw DocumentError(file: path, failed: "be written") }
    }
}
