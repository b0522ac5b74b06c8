import CarbonAccounting
import Coresets
import FederatedEngine
import Learning
import LinearAlgebra
import SiteSelection
import TestSupport
import Testing

/// Where gradients come from, what they cost, and what they are.
@Suite struct GradientSourceTests {
    private static func trainer(_ task: TinyTask) -> any SiteTrainer { task.trainer(threads: 2) }

    private static func policy(_ source: GradientSource) -> CAFEPolicy {
        CAFEPolicy(utility: .facilityLocation, gradients: source, penaltyWeight: .fixed(1), solver: .exhaustive)
    }

    /// The last block of the full gradient is the last layer's gradient.
    @Test(arguments: [[], [6]]) func theLastLayersGradientIsThatPartOfTheWhole(hidden: [Int]) throws {
        let task = try TinyTask(hidden: hidden)
        let trainer = Self.trainer(task)
        let parameters = task.task.network.initialParameters(seed: 4)
        let last = try trainer.gradients(.lastLayer, of: [0, 3], at: parameters)
        let full = try trainer.gradients(.full, of: [0, 3], at: parameters)
        for (a, b) in zip(last, full) {
            #expect(a.count == (task.task.network.lastLayerInputCount + 1) * task.task.network.classes)
            #expect(zip(a, b.suffix(a.count)).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    @Test func aCoresetsGradientIsTheWeightedMeanOverIt() throws {
        let task = try TinyTask(sites: 2)
        let trainer = Self.trainer(task)
        let parameters = task.task.network.initialParameters(seed: 4)
        // Everything stands for itself: the whole gradient.
        let all = try trainer.gradients(.coreset(fraction: 1), of: [1], at: parameters)[0]
        let full = try trainer.gradients(.full, of: [1], at: parameters)[0]
        #expect(zip(all, full).allSatisfy { abs($0 - $1) < 1e-5 })
        // By hand: k-center of each class, weights by the nearest.
        let rows = task.scenario.sites[0].rows
        let few = try trainer.gradients(.coreset(fraction: 0.2), of: [0], at: parameters)[0]
        let features = task.task.training.subset(rows).features
        let coreset = features.withView { view in
            coresetByClass(
                of: view, labels: rows.map { Int(task.task.training.labels[$0]) },
                count: Int((0.2 * Double(rows.count)).rounded(.up)), scale: { _ in 1 },
                method: { kCenterCoreset(of: $0, count: $1) })
        }
        #expect(abs(coreset.weights.reduce(0, +) - Double(rows.count)) < 1e-9)
        var byHand = [Float](repeating: 0, count: task.task.network.parameterCount)
        let workspace = NetworkWorkspace(for: task.task.network, batchCapacity: 64)
        _ = task.task.network.gradient(
            parameters, on: task.task.training, rows: coreset.indices.map { rows[$0] },
            weights: coreset.weights.map { Float($0) }, into: &byHand, in: workspace)
        #expect(zip(few, byHand).allSatisfy { abs($0 - $1) < 1e-5 } && few != full)
    }

    /// Probe carbon of a round, per site, in whole samples of a training pass.
    @Test func probesAreChargedForWhatTheyCompute() throws {
        let task = try TinyTask(budget: .grams(1e9), hidden: [6])
        let network = task.task.network
        let pass = Double(network.trainingFLOPsPerSample)
        func probes(_ source: GradientSource) throws -> [[Double]] {
            let simulation = task.simulation(Self.policy(source))
            return try (0..<3).map { _ in try simulation.step().sites.map(\.footprint.probeGrams) }
        }
        func expected(_ samples: (Int) -> Double, up: Int, round: Int) -> [Double] {
            task.scenario.sites.indices.map { site in
                // The model comes down, the gradient goes up.
                let energy = task.scenario.sites[site].energy.probeEnergy(
                    samples: Int(samples(site).rounded(.up)), bytes: 4 * (network.parameterCount + up))
                return task.scenario.footprint(of: energy, at: site, in: round).probeGrams
            }
        }
        func examples(_ site: Int) -> Double { Double(task.scenario.sites[site].rows.count) }
        let product = 2 * network.lastLayerInputCount * network.classes
        let trainer = Self.trainer(task)
        for (round, grams) in try probes(.lastLayer).enumerated() {
            #expect(
                grams
                    == expected(
                        { examples($0) * Double(network.forwardFLOPsPerSample + product) / pass },
                        up: network.lastLayer.count, round: round)
            )
        }
        for dimensions in [nil, 16] {
            for (round, grams) in try probes(GradientSource(.coreset(fraction: 0.25), dimensions: dimensions))
                .enumerated()
            {
                // The coreset is chosen in the first round alone.
                let samples = { (site: Int) -> Double in
                    let choosing = trainer.coresetDistances(0.25, of: site) * 2 * Double(network.input.count) / pass
                    return (0.25 * examples(site)).rounded(.up) + (round == 0 ? choosing : 0)
                }
                #expect(grams == expected(samples, up: network.parameterCount, round: round))
            }
        }
        #expect(try probes(GradientSource(.exact, dimensions: 16)) == probes(.exact))
        #expect(try probes(GradientSource(.stale, dimensions: 16))[1...].allSatisfy { $0.allSatisfy { $0 == 0 } })
        #expect(try probes(GradientSource(.updates, dimensions: 16)).allSatisfy { $0.allSatisfy { $0 == 0 } })
    }

    @Test func whatTheBudgetDoesNotCoverIsNotProbed() throws {
        for source in [GradientSource.lastLayer, .coreset(fraction: 0.5), GradientSource(.exact, dimensions: 8)] {
            let task = try TinyTask(budget: .fractionOfFull(0.01))
            let simulation = task.simulation(Self.policy(source))
            // The first look costs more than the whole budget: it is not made, and nothing is charged or chosen.
            #expect(simulation.firstProbeGrams > task.scenario.budgetGrams)
            let reports = try simulation.run()
            #expect(simulation.ledger.totalGrams == 0 && reports.allSatisfy { $0.gram == nil && $0.selectedCount == 0 })
            let plenty = try TinyTask(budget: .fractionOfFull(0.9))
            let rich = plenty.simulation(Self.policy(source))
            let foretold = rich.firstProbeGrams
            let first = try rich.step()
            #expect(first.gram != nil)
            #expect(abs(first.sites.reduce(0) { $0 + $1.footprint.probeGrams } - foretold) < 1e-12)
        }
        #expect(try TinyTask().simulation(Self.policy(.updates)).firstProbeGrams == 0)
        #expect(try TinyTask().simulation(RandomPolicy(count: .fixed(1))).firstProbeGrams == 0)
    }

    /// Projected gradients choose nearly as whole ones do, and say how far off their distances are.
    @Test(arguments: [GradientSource.Kind.exact, .stale, .updates, .lastLayer, .coreset(fraction: 0.5)])
    func projectionsReportTheirError(kind: GradientSource.Kind) throws {
        let task = try TinyTask(budget: .fractionOfFull(0.5), hidden: [16])
        let aggregations: [any Aggregation] =
            kind == .updates ? [RememberedAggregation(), DataSizeAggregation()] : [DataSizeAggregation()]
        for aggregation in aggregations {
            let simulation = task.simulation(
                Self.policy(GradientSource(kind, dimensions: 1024)), aggregation: aggregation)
            let reports = try simulation.run()
            let errors = reports.compactMap(\.distanceError)
            #expect(!errors.isEmpty && errors.allSatisfy { $0 < 0.2 })
            #expect(
                reports.allSatisfy {
                    ($0.gram == nil || $0.distanceError != nil) || $0.selectedCount == 0 || $0.round == 0
                })
        }
        // In the first round both see the same gradients; the error is that of the distances, by hand.
        let source = GradientSource(kind, dimensions: 64)
        if kind != .updates {
            let (rough, exact) = (
                try task.simulation(Self.policy(source)).step(),
                try task.simulation(Self.policy(GradientSource(kind))).step()
            )
            let (a, b) = (try #require(rough.gram), try #require(exact.gram))
            func distance(_ gram: [Double], _ i: Int, _ j: Int) -> Double {
                max(0, gram[i * 5 + i] + gram[j * 5 + j] - 2 * gram[i * 5 + j]).squareRoot()
            }
            let errors = (0..<5).flatMap { i in (0..<i).map { distance(a, i, $0) / distance(b, i, $0) - 1 } }
            let meanSquare = errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
            #expect(abs((rough.distanceError ?? 0) - meanSquare.squareRoot()) < 1e-6 && meanSquare > 0)
        }
        let whole = try task.simulation(Self.policy(GradientSource(kind))).run()
        #expect(whole.allSatisfy { $0.distanceError == nil })
    }

    /// Projections and chosen coresets survive a checkpoint bit by bit.
    @Test(arguments: [
        GradientSource(.stale, dimensions: 16), GradientSource(.updates, dimensions: 16), .coreset(fraction: 0.3),
        GradientSource(.coreset(fraction: 0.3), dimensions: 16), .lastLayer,
    ])
    func aContinuedRunGoesOnAsIfItHadNeverStopped(source: GradientSource) throws {
        let task = try TinyTask(budget: .fractionOfFull(0.6))
        let whole = task.simulation(Self.policy(source))
        let reports = try whole.run()
        let first = task.simulation(Self.policy(source))
        for _ in 0..<5 { _ = try first.step() }
        let second = task.simulation(Self.policy(source))
        try second.restore(try first.snapshot())
        #expect(try second.run() == Array(reports[5...]))
        #expect(second.parameters == whole.parameters)
    }
}
