import Documents
import Reproducibility

/// The freshness index: each site trains when what its last update has lost in age is worth its carbon now.
///
///     S_t = {j : w_j·a_j(a_j + 1)/2 ≥ λ_t·c_j(t)},      w_j = p_j‖y_j‖
///
/// With remembered updates y_j, what a gram buys is their freshness: a_j counts the rounds since j trained, and one more
/// than the rounds so far for a site that never did, whose ‖y_j‖ is the mean of those known. Were j to train a part f_j of
/// the rounds, the sum of weighted ages would be Σ_j w_j/(2f_j) at a cost of Σ_j c̄_j f_j a round; its minimum within an
/// allowance A has f_j = min(1, √(w_j/(2λc̄_j))), the square-root law. The price λ_t is that for which these visits cost what
/// is left per round, A = (H − spent)/(T − t), with c̄_j the mean of the last day's footprints: no search over V, no queue,
/// and the only forecast is yesterday. Waiting for a cleaner hour comes by itself: the index grows with age until an hour is
/// cheap enough. The last round takes whoever fits, by index per gram.
///
/// A round has a worth of its own while the model still travels (`Slot.heading` above 0): every round then takes it further, on
/// remembered updates too, so sites are better spread over rounds than gathered in cheap hours. A round then trains at least the
/// site of the highest index per gram, and at most as many as the law has for an average round, ⌈Σ_j f_j⌉. Where the model hovers
/// about what the remembered updates agree on, further rounds on old updates only shake it, and the index alone decides.
///
/// Where sites wait for the slowest of their round, a round is put together by index per gram, and a further site joins it if it is
/// worth what it *adds*: its own footprint, its waiting for those before it and their waiting for it (`GrowingRound`).
///
/// In Lyapunov's terms the index is the drift of Σ_j w_j a_j²/2, so that this is max-weight scheduling, and Whittle's index
/// of the age of information (Kadota, Sinha, Uysal-Biyikoglu, Singh, Modiano 2018; Hsu 2018) at price λ_t. That the law
/// minimizes weighted age holds for constant costs; with varying ones, and for accuracy, it is measured, not proved. With a
/// budget for all sites in all rounds every site trains in every round; with none, no site. Ours.
///
/// Of the gradients it takes their norms alone, so that a round is O(N log N) and holds no N×N numbers.
public struct FreshnessPolicy: SelectionPolicy {
    public static let kind = CAFEPolicy.kind
    public static let abstract = "the freshness index (ours): who trains is worth its carbon by the age of its update"

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public var needs: PolicyNeeds { [.gradients, .heading] }
    public var gradientSource: GradientSource? { .updates }
    public var preferredAggregation: any Aggregation { RememberedAggregation() }
    public var preferredAverage: ModelAverage { .exponential }

    private static let daySeconds = 86_400

    public mutating func select(in slot: Slot) throws -> Selection {
        let allowance = slot.remainingGrams / Double(slot.rounds - slot.round)
        guard allowance > 0, let norms = try slot.gradientNorms(.updates) else { return .nobody }
        let weights = Self.weights(norms, shares: slot.shares)
        let indices = (0..<slot.siteCount).map { site in
            let age = Double(slot.history.lastRound[site].map { slot.round - $0 } ?? slot.round + 1)
            return weights[site] * age * (age + 1) / 2
        }
        let isLast = slot.round == slot.rounds - 1
        let costs = try Self.recentFootprints(slot)
        let price = isLast ? 0 : Self.price(weights: weights, costs: costs, allowance: allowance)
        func rank(_ site: Int) -> Double {
            slot.footprints[site] > 0 ? indices[site] / slot.footprints[site] : .infinity
        }
        var worthy = slot.available.filter { indices[$0] >= price * slot.footprints[$0] }
        var limit = worthy.count
        if slot.heading > 0, price > 0 {
            if worthy.isEmpty { worthy = Array(Self.ranked(slot.available, by: rank).prefix(1)) }
            let usual = Self.visits(weights: weights, costs: costs, price: price).reduce(0, +).rounded(.up)
            limit = Int(saturating: usual)
        }
        var growing = GrowingRound(slot.round, of: slot.scenario, loneFootprints: slot.footprints)
        var chosen: [Int] = []
        for site in Self.ranked(worthy, by: rank) where chosen.count < limit {
            // Of what a site adds to the round, only waiting can make it unworthy; the first never waits.
            guard chosen.isEmpty || indices[site] >= price * growing.addedGrams(by: site) else { continue }
            growing.add(site)
            chosen.append(site)
        }
        return Selection(chosen)
    }

    /// Of the highest value first, equals in site order.
    private static func ranked(_ sites: [Int], by value: (Int) -> Double) -> [Int] {
        sites.map { (value: value($0), site: $0) }
            .sorted { $0.value != $1.value ? $0.value > $1.value : $0.site < $1.site }
            .map(\.site)
    }

    /// w_j of every site, relative to the mean norm; a site that never trained, or sent nothing, counts as an average one.
    static func weights(_ norms: [Double], shares: [Double]) -> [Double] {
        let known = norms.filter { $0 > 0 }
        let mean = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
        return zip(shares, norms).map { $0 * ($1 > 0 ? $1 / mean : 1) }
    }

    /// λ with Σ_j c̄_j·min(1, √(w_j/(2λc̄_j))) = allowance; 0 where the allowance covers every site in every round.
    ///
    /// - Complexity: O(N log N): the sites that train in every round are the first by w_j/c̄_j, and with m of them the
    ///   equation gives λ in closed form.
    static func price(weights: [Double], costs: [Double], allowance: Double) -> Double {
        let paid = ranked(costs.indices.filter { costs[$0] > 0 && weights[$0] > 0 }) { weights[$0] / costs[$0] }
        var always = 0.0
        var rest = paid.reduce(0) { $0 + (weights[$1] * costs[$1] / 2).squareRoot() }
        guard paid.reduce(0, { $0 + costs[$1] }) > allowance else { return 0 }
        for site in paid {
            // Σ_always c̄ + rest/√λ = allowance, if no further site is at f = 1.
            if allowance > always {
                let root = rest / (allowance - always)
                if weights[site] / (2 * costs[site]) <= root * root { return root * root }
            }
            always += costs[site]
            rest -= (weights[site] * costs[site] / 2).squareRoot()
        }
        return 0
    }

    /// f_j, how often each site trains at price λ > 0.
    static func visits(weights: [Double], costs: [Double], price: Double) -> [Double] {
        zip(weights, costs).map { $1 > 0 ? min(1, ($0 / (2 * price * $1)).squareRoot()) : 1 }
    }

    /// c̄_j: this slot's footprint, scaled to the mean intensity of the last 24 hours, as far as the trace goes back.
    private static func recentFootprints(_ slot: Slot) throws -> [Double] {
        let rounds = max(1, daySeconds / slot.scenario.slotSeconds)
        let recent = try slot.trailingIntensities(rounds: rounds)
        var sums = [Double](repeating: 0, count: slot.siteCount)
        for intensities in recent { for site in sums.indices { sums[site] += intensities[site] } }
        return sums.indices.map { site in
            let mean = sums[site] / Double(recent.count)
            return slot.intensities[site] > 0
                ? slot.footprints[site] * mean / slot.intensities[site] : slot.footprints[site]
        }
    }
}
