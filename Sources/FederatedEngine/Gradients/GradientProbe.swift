import CarbonAccounting
import Learning
import LinearAlgebra
import Reproducibility

/// The oracle of a live run: computes gradients and losses at the current model and keeps the bill of the round.
final class GradientProbe: RoundOracle {
    /// Set anew where a round begins with other conditions.
    var scenario: Scenario
    private let trainer: (any SiteTrainer)?
    private let hardBudget: Bool
    /// Whether whoever asks for norms gets them from the inner products, which are then there for the record.
    private let recordsProducts: Bool
    /// The model that probes see; set before each round.
    var parameters: [Float] = []
    private let seed: UInt64
    private let pool: WorkerPool
    /// What sites have sent; nil until a policy or an aggregation asks for it.
    private var memory: GradientMemory?
    /// The same, projected; nil until a policy asks for it.
    private var sketches: GradientMemory?
    /// The projection, once a policy has asked for one.
    private var sketch: GradientSketch?
    /// Whether coresets have been chosen, and paid for.
    var hasCoresets = false
    /// See `RoundReport.distanceError`.
    private(set) var distanceError: Double?
    /// The round that is asked about, and what is left of the budget before it.
    private var round = 0
    private var remainingGrams = 0.0
    /// Energy that probes have drawn in this round, by site.
    private(set) var bill: [EnergyUse]
    private var grams: (source: GradientSource, values: [Double])?

    /// Up to so many numbers in all gradients, 16 MiB, they are kept beside their projections to measure the error.
    private static let measurableCount = 1 << 22

    init(
        scenario: Scenario, trainer: (any SiteTrainer)?, hardBudget: Bool, recordsProducts: Bool, seed: UInt64,
        pool: WorkerPool
    ) {
        (self.scenario, self.trainer, self.hardBudget) = (scenario, trainer, hardBudget)
        (self.recordsProducts, self.seed, self.pool) = (recordsProducts, seed, pool)
        bill = [EnergyUse](repeating: .zero, count: scenario.sites.count)
    }

    /// See `SimulationState.staleGradients`.
    var stale: [Float]? {
        get { memory?.rows }
        set { memory = newValue.map { GradientMemory(rows: $0, sites: scenario.sites.count) } }
    }

    /// See `SimulationState.sketchedGradients`.
    var sketched: [Float]? {
        get { sketches?.rows }
        set { sketches = newValue.map { GradientMemory(rows: $0, sites: scenario.sites.count) } }
    }

    /// Inner products computed this round, for the record.
    var gram: [Double]? { grams?.values }

    func beginRound(parameters: [Float]) {
        self.parameters = parameters
        (grams, distanceError) = (nil, nil)
        for site in bill.indices { bill[site] = .zero }
    }

    /// - Precondition: there is a learner; plans leave out policies that need gradients or losses.
    private func learner() -> any SiteTrainer {
        guard let trainer else { preconditionFailure("gradients or losses without a learner") }
        return trainer
    }

    func charges(training sites: [Int], round: Int) -> [SiteCharge] {
        var energies = bill
        if let found = scenario.conditions[round]?.footprints { return charges(found, training: sites, round: round) }
        for (site, energy) in zip(sites, scenario.energy(of: sites)) { energies[site] = energies[site] + energy }
        return energies.enumerated().map { site, energy in
            SiteCharge(energyKWh: energy.totalKWh, footprint: scenario.footprint(of: energy, at: site, in: round))
        }
    }

    /// Where a federation says what its sites emit: the energy is what would emit so much on their grids.
    private func charges(_ footprints: [Double], training sites: [Int], round: Int) -> [SiteCharge] {
        let trained = Set(sites)
        let intensities = scenario.intensities(in: round)
        return bill.enumerated().map { site, energy in
            var footprint = scenario.footprint(of: energy, at: site, in: round)
            let grams = trained.contains(site) ? footprints[site] : 0
            footprint.computeGrams += grams
            let drawn = intensities[site] > 0 ? grams / intensities[site] : 0
            return SiteCharge(energyKWh: energy.totalKWh + drawn, footprint: footprint)
        }
    }

    func gradientGram(_ source: GradientSource, round: Int, remainingGrams: Double) throws -> [Double]? {
        if let grams, grams.source == source { return grams.values }
        (self.round, self.remainingGrams) = (round, remainingGrams)
        guard let values = try innerProducts(source) else { return nil }
        grams = (source, values)
        return values
    }

    func gradientNorms(_ source: GradientSource, round: Int, remainingGrams: Double) throws -> [Double]? {
        let isGiven = (trainer as? any FederationSites)?.innerProducts != nil
        guard source == .updates, !recordsProducts, !isGiven else {
            return try gradientGram(source, round: round, remainingGrams: remainingGrams).map(norms(ofProducts:))
        }
        keepUpdates()
        return memory?.norms()
    }

    /// N×N; nil if the budget does not cover the probe.
    private func innerProducts(_ source: GradientSource) throws -> [Double]? {
        if let given = (trainer as? any FederationSites)?.innerProducts { return given }
        switch source.kind {
        case .updates:
            keepUpdates(source)
            return remembered(source)
        case .stale where (source.dimensions == nil ? memory : sketches)?.hasEveryRow == true:
            return remembered(source)
        case .stale:
            guard let rows = try probed(.full, source) else { return nil }
            if let whole = rows.whole { stale = whole }
            if let projected = rows.projected { sketched = projected }
            return remembered(source)
        case .exact: return try probed(.full, source).map { products(of: $0) }
        case .lastLayer: return try probed(.lastLayer, source).map { products(of: $0) }
        case .coreset(let fraction):
            return try probed(.coreset(fraction: fraction), source).map { products(of: $0) }
        }
    }

    /// Inner products of what sites sent last.
    private func remembered(_ source: GradientSource) -> [Double]? {
        guard source.dimensions != nil else { return memory?.innerProducts() }
        let products = sketches?.innerProducts()
        if isMeasurable, let products, let exact = memory?.innerProducts() { measure(products, against: exact) }
        return products
    }

    /// Gradients of all sites, row by row: whole, projected, or both where the error of the projection is measured.
    private struct ProbedRows {
        var whole: [Float]?
        var projected: [Float]?
    }

    /// What all sites compute at the current model; nil if the budget does not cover it.
    private func probed(_ extent: GradientExtent, _ source: GradientSource) throws -> ProbedRows? {
        let trainer = learner()
        guard charge(probes(extent, trainer)) else { return nil }
        if case .coreset = extent { hasCoresets = true }
        let everybody = Array(scenario.sites.indices)
        guard let dimensions = source.dimensions else {
            return ProbedRows(whole: Array(try trainer.gradients(extent, of: everybody, at: parameters).joined()))
        }
        var rows = ProbedRows(whole: isMeasurable ? [] : nil, projected: [])
        // As many sites at once as 16 MiB hold, so that N×P numbers never lie in memory together.
        let batch = max(pool.workers, Self.measurableCount / max(1, parameters.count))
        for start in stride(from: 0, to: everybody.count, by: batch) {
            let gradients = try trainer.gradients(
                extent, of: Array(everybody[start..<min(start + batch, everybody.count)]), at: parameters)
            let sketch = sketch(columns: gradients[0].count, dimensions: dimensions)
            let projected = try pool.map(gradients.count) { _, index in sketch.projected(gradients[index]) }
            rows.projected? += projected.joined()
            rows.whole? += gradients.joined()
        }
        return rows
    }

    private func products(of rows: ProbedRows) -> [Double] {
        func gram(_ elements: [Float]) -> [Double] {
            elements.withUnsafeBufferPointer {
                let count = scenario.sites.count
                return gramMatrix(of: MatrixView($0, rows: count, columns: elements.count / count))
            }
        }
        guard let projected = rows.projected else { return gram(rows.whole ?? []) }
        let products = gram(projected)
        if let whole = rows.whole { measure(products, against: gram(whole)) }
        return products
    }

    private var isMeasurable: Bool { scenario.sites.count * parameters.count <= Self.measurableCount }

    private func measure(_ products: [Double], against exact: [Double]) {
        distanceError = GradientSketch.distanceError(of: products, against: exact, count: scenario.sites.count)
    }

    private func sketch(columns: Int, dimensions: Int) -> GradientSketch {
        if let sketch, sketch.columns == columns, sketch.dimensions == dimensions { return sketch }
        let made = GradientSketch(columns: columns, dimensions: dimensions, seed: seed, pool: pool)
        sketch = made
        return made
    }

    /// What the first probe of a gradient source emits in the round now begun [g]; 0 for one without a probe.
    func firstProbeGrams(_ source: GradientSource) -> Double {
        let extent: GradientExtent
        switch source.kind {
        case .updates: return 0
        case .exact, .stale: extent = .full
        case .lastLayer: extent = .lastLayer
        case .coreset(let fraction): extent = .coreset(fraction: fraction)
        }
        return grams(of: billed(probes(extent, learner()))).reduce(0, +)
    }

    /// A probe of all sites.
    private func probes(_ extent: GradientExtent, _ trainer: any SiteTrainer) -> [Probe] {
        let numbers =
            switch extent {
            case .full, .coreset: trainer.parameterCount
            case .lastLayer: trainer.work.lastLayerParameters
            }
        return scenario.sites.indices.map {
            Probe(site: $0, samples: samples(extent, at: $0, trainer), bytesUp: numbers * MemoryLayout<Float>.size)
        }
    }

    /// What a site's probe computes, in samples of a training pass.
    private func samples(_ extent: GradientExtent, at site: Int, _ trainer: any SiteTrainer) -> Double {
        let (work, count) = (trainer.work, scenario.sites[site].rows.count)
        let pass = Double(work.training)
        switch extent {
        case .full: return Double(count)
        case .lastLayer:
            // A forward pass, and features ⊗ residuals.
            return Double(count) * Double(work.forward + work.lastLayerGradient) / pass
        case .coreset(let fraction):
            let passes = Double(SiteCoreset.count(fraction, of: count))
            let choosing = hasCoresets ? 0 : trainer.coresetDistances(fraction, of: site)
            return passes + choosing * Double(work.inputDistance) / pass
        }
    }

    /// From now on the updates of all sites are remembered as the source says; those of sites that have not trained are
    /// zero.
    func keepUpdates(_ source: GradientSource = .updates) {
        let sites = scenario.sites.count
        if let dimensions = source.dimensions, sketches == nil {
            sketched = [Float](repeating: 0, count: sites * dimensions)
        }
        guard memory == nil, source.dimensions == nil || isMeasurable else { return }
        stale = [Float](repeating: 0, count: sites * parameters.count)
    }

    /// What sites sent last, for an aggregation; nil if no source or aggregation keeps it.
    ///
    /// - Parameter scales: −steps·η by which each site's gradient is made an update again.
    func rememberedUpdates(scales: [Double]) -> RememberedUpdates? {
        memory.map { RememberedUpdates($0, scales: scales) }
    }

    func losses(of sites: [Int], round: Int, remainingGrams: Double) throws -> [Double]? {
        (self.round, self.remainingGrams) = (round, remainingGrams)
        let trainer = learner()
        // A forward pass is the cheaper part of a training pass; energy is counted in samples of a training pass.
        let fraction = Double(trainer.work.forward) / Double(trainer.work.training)
        let probes = sites.map {
            Probe(site: $0, samples: fraction * Double(scenario.sites[$0].rows.count), bytesUp: 4)
        }
        guard charge(probes) else { return nil }
        return try trainer.losses(of: sites, at: parameters)
    }

    /// What one site computes for a selection, in samples of a training pass, and sends back.
    private struct Probe {
        let site: Int
        let samples: Double
        let bytesUp: Int
    }

    /// Puts the probes on the bill, unless a hard budget does not cover them.
    private func charge(_ probes: [Probe]) -> Bool {
        let after = billed(probes)
        guard !hardBudget || grams(of: after).reduce(0, +) <= remainingGrams else { return false }
        bill = after
        return true
    }

    /// The bill with further probes on it.
    private func billed(_ probes: [Probe]) -> [EnergyUse] {
        var after = bill
        for probe in probes {
            after[probe.site] =
                after[probe.site]
                + scenario.sites[probe.site].energy.probeEnergy(
                    samples: Int(saturating: probe.samples.rounded(.up)),
                    bytes: scenario.workload.modelBytes + probe.bytesUp)
        }
        return after
    }

    private func grams(of bill: [EnergyUse]) -> [Double] {
        bill.indices.map { scenario.footprint(of: bill[$0], at: $0, in: round).total }
    }

    /// Remembers Δ/(steps·η) of the sites that trained, as their gradient until they train again.
    func remember(_ updates: [SiteUpdate], of sites: [Int], learningRate: Float) {
        for (site, update) in zip(sites, updates) where update.steps > 0 {
            let scale = -1 / (Float(update.steps) * learningRate)
            memory?.remember(update.change, scaledBy: scale, of: site)
            if let columns = sketches?.columns {
                let sketch = sketch(columns: update.change.count, dimensions: columns)
                sketches?.remember(sketch.projected(update.change), scaledBy: scale, of: site)
            }
        }
    }
}
