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
    /// See `SimulationState.staleGradients`.
    var stale: [Float]?
    /// Energy that probes have drawn in this round, by site.
    private(set) var bill: [EnergyUse]
    private var grams: (source: GradientSource, values: [Double])?

    init(scenario: Scenario, trainer: any SiteTrainer, hardBudget: Bool) {
        (self.scenario, self.trainer, self.hardBudget) = (scenario, trainer, hardBudget)
        bill = [EnergyUse](repeating: .zero, count: scenario.sites.count)
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
        guard let rows = try gradients(source, in: slot) else { return nil }
        let values = rows.withView { gramMatrix(of: $0) }
        grams = (source, values)
        return values
    }

    /// N×P gradients, row by row; nil if the budget does not cover the probe.
    private func gradients(_ source: GradientSource, in slot: Slot) throws -> Matrix? {
        let everybody = Array(scenario.sites.indices)
        if source == .updates { keepUpdates() }
        if let stale, source == .updates || source == .stale && hasEveryRow {
            return Matrix(rows: everybody.count, columns: stale.count / everybody.count, elements: stale)
        }
        guard charge(everybody.map { ($0, Double(scenario.sites[$0].rows.count)) }, in: slot) else { return nil }
        let rows = try trainer.gradients(of: everybody, at: parameters)
        let matrix = Matrix(rows: rows.count, columns: rows[0].count, elements: Array(rows.joined()))
        if source == .stale { stale = matrix.elements }
        return matrix
    }

    /// From now on the updates of all sites are remembered; those of sites that have not trained are zero.
    func keepUpdates() {
        if stale == nil { stale = [Float](repeating: 0, count: scenario.sites.count * parameters.count) }
    }

    /// Whether every site has sent an update or been probed.
    private var hasEveryRow: Bool {
        guard let stale, !parameters.isEmpty else { return stale != nil }
        let count = parameters.count
        return scenario.sites.indices.allSatisfy { site in
            stale[site * count..<(site + 1) * count].contains { $0 != 0 }
        }
    }

    /// Σ_j weight_j·y_j with the remembered gradients y_j, added to `sum`; sites of weight 0 are passed over.
    func addRemembered(_ weights: [Double], to sum: inout [Float]) {
        guard let stale else { return }
        let count = parameters.count
        stale.withUnsafeBufferPointer { stale in
            for (site, weight) in weights.enumerated() where weight != 0 {
                let row = UnsafeBufferPointer(rebasing: stale[site * count..<(site + 1) * count])
                for k in 0..<count { sum[k] += Float(weight) * row[k] }
            }
        }
    }

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
        guard stale != nil else { return }
        let count = parameters.count
        for (site, update) in zip(sites, updates) where update.steps > 0 {
            let scale = -1 / (Float(update.steps) * learningRate)
            for (offset, change) in update.change.enumerated() { stale![site * count + offset] = scale * change }
        }
    }
}
