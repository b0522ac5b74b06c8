import FederatedEngine
import Learning

/// What an experiment would take, without training.
public struct ExperimentEstimate: Sendable {
    public let runs: Int
    public let roundsPerRun: Int
    /// Sites × rounds of one run: the most site-rounds that it can train.
    public let siteRoundsPerRun: Int
    /// Emissions of full participation in every round [g], for the first seed.
    public let fullParticipationGrams: Double
    public let budgetGrams: Double
    public let parameterCount: Int
    /// Floating-point operations of all runs if they spend their budget on training.
    public let operations: Double

    /// - Throws: what `PreparedExperiment.scenario` throws.
    public init(_ prepared: PreparedExperiment) throws {
        let experiment = prepared.experiment
        let scenario = try prepared.scenario(seed: experiment.seeds[0])
        runs = experiment.methods.count * experiment.seeds.count
        roundsPerRun = experiment.rounds
        siteRoundsPerRun = experiment.rounds * scenario.sites.count
        fullParticipationGrams = scenario.fullParticipationGrams
        budgetGrams = scenario.budgetGrams
        parameterCount = prepared.task.parameterCount
        let samples = Double(scenario.sites.indices.reduce(0) { $0 + scenario.samples(at: $1) } * experiment.rounds)
        let share = fullParticipationGrams > 0 ? min(1, budgetGrams / fullParticipationGrams) : 1
        let evaluations = Double((experiment.rounds + experiment.evaluateEvery - 1) / experiment.evaluateEvery)
        operations =
            Double(runs)
            * (share * samples * Double(prepared.task.work.training)
                + evaluations * Double(prepared.task.testCount) * Double(prepared.task.work.forward))
    }

    /// The order of magnitude of the wall time, at 20 to 200 GFLOP/s over all cores.
    public var wallTimeClass: String {
        switch operations {
        case ..<1e12: "seconds"
        case ..<2e13: "minutes"
        case ..<1e15: "up to hours"
        default: "hours to days"
        }
    }
}
