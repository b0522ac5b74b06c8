import CarbonAccounting
import FederatedEngine
import Foundation
import Learning
import LinearAlgebra
import Reproducibility

/// A learning task that trains in microseconds: three Gaussian clouds in four dimensions, sites that lack classes, grids
/// with a daily cycle, and a softmax regression.
public struct TinyTask: Sendable {
    public let task: ClassificationTask
    public let scenario: Scenario

    /// - Parameters:
    ///   - identicalSites: gives each site the same examples.
    ///   - hidden: widths of hidden layers.
    public init(
        sites siteCount: Int = 5, rounds: Int = 12, budget: CarbonBudget = .fractionOfFull(0.3),
        training settings: LocalTraining = LocalTraining(batchSize: 8), identicalSites: Bool = false,
        idleWatts: Double = 0, availability: [SiteAvailability]? = nil, hidden: [Int] = [],
        updates: UpdateFormat = .float32
    ) throws {
        let training = Self.clouds(120, "train")
        let network = try Network(
            hidden.isEmpty ? .softmaxRegression : .multilayerPerceptron(hidden: hidden), input: training.shape,
            classes: 3)
        task = ClassificationTask(network: network, training: training, test: Self.clouds(60, "test"))
        var rows = [[Int]](repeating: [], count: siteCount)
        for row in 0..<120 { rows[(row % 3 * siteCount / 3 + row / 3 % 2) % siteCount].append(row) }
        for site in rows.indices where rows[site].isEmpty || identicalSites { rows[site] = Array(0..<24) }
        let trace = CarbonTrace(
            zones: (0..<siteCount).map { "Z\($0)" }, start: UTCInstant(secondsSinceEpoch: 0), stepSeconds: 3600,
            kind: .average, scope: .unknown, source: "a test",
            values: (0..<siteCount).map { site in
                (0..<rounds + 24).map { hour -> Double in
                    let phase = Double(hour + 3 * site) * .pi / 12
                    return 200 + 90 * Double(site) + 100 * cos(phase)
                }
            })
        scenario = try Scenario(
            sites: (0..<siteCount).map { site in
                Site(
                    name: "site-\(site)", zone: site, rows: rows[site],
                    energy: SiteEnergy(
                        idleWatts: idleWatts, samplesPerSecond: idleWatts > 0 ? 10 * Double(site + 1) : nil),
                    availability: availability?[site] ?? .always)
            },
            trace: trace, start: UTCInstant(secondsSinceEpoch: 0), slotSeconds: 3600, rounds: rounds,
            workload: Workload(
                training: settings, modelBytes: network.parameterCount * 4, updates: updates), budget: budget)
    }

    /// A run at its first round.
    public func simulation(
        _ policy: any SelectionPolicy, seed: UInt64 = 1, aggregation: any Aggregation = DataSizeAggregation(),
        hardBudget: Bool = true,
        threads: Int = 1
    ) -> FederatedSimulation {
        FederatedSimulation(
            scenario: scenario, trainer: trainer(seed: seed, threads: threads), policy: policy,
            aggregation: aggregation,
            parameters: task.initialParameters(seed: seed),
            settings: FederatedSimulation.Settings(
                learningRate: 0.05, hardBudget: hardBudget, evaluateEvery: 4, seed: seed))
    }

    public func trainer(seed: UInt64 = 1, threads: Int = 1) -> LocalSiteTrainer<ClassificationTask> {
        LocalSiteTrainer(task, scenario: scenario, seed: seed, pool: WorkerPool(workers: threads))
    }

    private static func clouds(_ count: Int, _ name: String) -> Dataset {
        var stream = RandomStream(seed: 7, "clouds", name)
        var elements: [Float] = []
        for row in 0..<count {
            for dimension in 0..<4 {
                elements.append(Float((dimension == row % 3 ? 1.5 : 0) + stream.normal()))
            }
        }
        return Dataset(
            name: "clouds", features: Matrix(rows: count, columns: 4, elements: elements),
            labels: (0..<count).map { Int32($0 % 3) }, shape: ImageShape(channels: 1, height: 2, width: 2),
            classCount: 3)
    }
}

extension FederatedSimulation {
    /// All rounds that are left.
    public func run() throws -> [RoundReport] {
        var reports: [RoundReport] = []
        while !isFinished { reports.append(try step()) }
        return reports
    }
}
