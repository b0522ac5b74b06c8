import CarbonAccounting
import Learning
import LinearAlgebra

/// The oracle of a live run: computes gradients and losses at the current model and keeps the bill of the round.
final class GradientProbe: SlotOracle {
    private let scenario: Scenario
    private let trainer: any SiteTrainer
    private let hardBudget: Bool
    /// The model that probes see; set before each round.
    var parameters: [Float] = []
    /// What sites have sent; nil until a policy or an aggregation asks for it.
    private var memory: GradientMemory?
    /// Energy that probes have drawn in this round, by site.
    private(set) var bill: [EnergyUse]
    private var grams: (source: GradientSource, values: [Double])?

    init(scenario: Scenario, trainer: any SiteTrainer, hardBudget: Bool) {
        (self.scenario, self.trainer, self.hardBudget) = (scenario, trainer, hardBudget)
        bill = [EnergyUse](repeating: .zero, count: scenario.sites.count)
    }

    /// See `SimulationState.staleGradients`.
    var stale: [Float]? {
        get { memory?.rows }
        set { memory = newValue.map { GradientMemory(rows: $0, sites: scenario.sites.count) } }
    }

    /// Inner products computed this round, for the record.
    var gram: [Double]? { grams?.values }

    func beginRound(parameters: [Float]) {
        self.parameters = parameters
        grams = nil
        for site in bill.indices { bill[site] = .zero }
    }

    func gradientGram(_ source: GradientSource, in slot: Slot) throws -> [Double]? {
        if let grams, grams.source == source { return grams.values }
        guard let values = try innerProducts(source, in: slot) else { return nil }
        grams = (source, values)
        return values
    }

    /// N×N; nil if the budget does not cover the probe.
    private func innerProducts(_ source: GradientSource, in slot: Slot) throws -> [Double]? {
        let everybody = Array(scenario.sites.indices)
        if source == .updates { keepUpdates() }
        if source == .updates || source == .stale && memory?.hasEveryRow == true { return memory?.innerProducts() }
        guard charge(everybody.map { ($0, Double(scenario.sites[$0].rows.count)) }, in: slot) else { return nil }
        let rows = Array(try trainer.gradients(of: everybody, at: parameters).joined())
        if source == .stale {
            stale = rows
            return memory?.innerProducts()
        }
        return rows.withUnsafeBufferPointer {
            gramMatrix(of: MatrixView($0, rows: everybody.count, columns: rows.count / everybody.count))
        }
    }

    /// From now on the updates of all sites are remembered; those of sites that have not trained are zero.
    func keepUpdates() {
        guard memory == nil else { return }
        stale = [Float](repeating: 0, count: scenario.sites.count * parameters.count)
    }

    /// Σ_j weight_j·y_j with the remembered gradients y_j, added to `sum`; sites of weight 0 are passed over.
    func addRemembered(_ weights: [Double], to sum: inout [Float]) { memory?.add(weights, to: &sum) }

    func losses(of sites: [Int], in slot: Slot) throws -> [Double]? {
        // A forward pass is the cheaper part of a training pass; energy is counted in samples of a training pass.
        let fraction = Double(trainer.network.forwardFLOPsPerSample) / Double(trainer.network.trainingFLOPsPerSample)
        guard charge(sites.map { ($0, fraction * Double(scenario.sites[$0].rows.count)) }, in: slot) else { return nil }
        return try trainer.losses(of: sites, at: parameters)
    }

    /// Puts the probe on the bill, unless a hard budget does not cover it.
    private func charge(_ probes: [(site: Int, samples: Double)], in slot: Slot) -> Bool {
        var after = bill
        for probe in probes {
            after[probe.site] =
                after[probe.site]
                + scenario.sites[probe.site].energy.probeEnergy(samples: Int(probe.samples.rounded(.up)))
        }
        let grams = after.indices.map { scenario.footprint(of: after[$0], at: $0, in: slot.round).total }
        guard !hardBudget || grams.reduce(0, +) <= slot.remainingGrams else { return false }
        bill = after
        return true
    }

    /// Remembers Δ/(steps·η) of the sites that trained, as their gradient until they train again.
    func remember(_ updates: [SiteUpdate], of sites: [Int], learningRate: Float) {
        guard memory != nil else { return }
        for (site, update) in zip(sites, updates) where update.steps > 0 {
            memory?.remember(update.change, scaledBy: -1 / (Float(update.steps) * learningRate), of: site)
        }
    }
}
