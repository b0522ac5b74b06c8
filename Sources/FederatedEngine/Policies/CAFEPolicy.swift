import Documents
import SiteSelection

/// CAFE: drift plus penalty over a coreset utility (Bian, Wang, Ren, Xu, e-Energy 2024).
///
///     S_t ∈ argmax_S  V·U_t(S) − Q(t)·C(S, t)/(H/T),      Q(t+1) = max{Q(t) + C(S_t, t)/(H/T) − 1, 0}
///
/// With V = 0 the floor alone selects: the `minimumSites` cheapest sites, or none. With Q = 0 carbon costs nothing
/// and every site that adds utility takes part. A budget of zero selects no site.
///
/// The settings with their defaults here are our reconstruction of that method from what is public of it: the queue, the
/// coreset utility and double greedy are the paper's; that utilities are relative, and weigh sites by their data, is our
/// reading (see `readsAbsolute`). `memoryDrift`, `pacing` and a penalty weight per affordable site are ours, as is
/// `GradientSource.updates`; Guides/method.md says what each brings. `variant: paced` uses all of them.
public struct CAFEPolicy: SelectionPolicy {
    public static let kind = "cafe"
    public static let abstract = "CAFE: drift plus penalty over a coreset utility"

    /// What a gram is weighed against.
    public enum Pacing: String, Sendable, CaseIterable {
        /// H/T throughout.
        case fixed
        /// What is left over the rounds that are left, (H − spent)/(T − t); a round spends at most that, or H/T with what
        /// earlier rounds left of theirs if this is more.
        case remaining
    }

    /// V, how much utility weighs against carbon.
    public enum PenaltyWeight: Sendable, Equatable {
        case fixed(Double)
        /// Several, one for each phase of the run; phases are equally long: of m values over T rounds, round t has that of
        /// place ⌊t·m/T⌋.
        case phases([Double])
        /// v times the number of average sites that the first slot's allowance pays for, V = v·(H/T)/c̄(0).
        ///
        /// V sets the tempo: with a small one the queue makes a run rest and gather larger sets, with a large one every
        /// round spends what it may. The fewer sites a round affords, the more gathering pays (Guides/method.md).
        case perAffordableSite(Double)

        var isValid: Bool {
            switch self {
            case .fixed(let value), .perAffordableSite(let value): value >= 0
            case .phases(let values): !values.isEmpty && values.allSatisfy { $0 >= 0 }
            }
        }
    }

    public struct Memory: Codable, Sendable, Equatable {
        public var queue: VirtualQueue
        /// V, once the first slot has settled it for the whole run.
        public var penaltyWeight: Double?
    }

    public let utility: UtilityKind
    public let gradients: GradientSource
    public let penaltyWeight: PenaltyWeight
    public let solver: Solver
    /// A floor on the number of sites per round, as far as sites are available; with `pacing: remaining` as far as the
    /// round's cap allows.
    public let minimumSites: Int
    public let pacing: Pacing
    /// How far a site's gradient is taken to move in one round, as a part of its norm; nil for a utility that remembers
    /// nothing. With facility location only.
    public let memoryDrift: Double?
    /// Whether U is read as Σ_j (d_max − min_{i∈S} d_ij), a sum over sites that all count alike, in units of the gradients:
    /// the other public reading of the method (arXiv 2509.08980). Facility location only, without `memoryDrift`.
    public let readsAbsolute: Bool
    public var memory: Memory

    /// A round in which sites train for the first time spends at most this part of what is left of the budget on them.
    private static let explorationShare = 0.25

    /// - Precondition: V ≥ 0, Q(0) ≥ 0, drift ≥ 0 and only with facility location.
    public init(
        utility: UtilityKind, gradients: GradientSource, penaltyWeight: PenaltyWeight, solver: Solver,
        minimumSites: Int = 0, initialQueue: Double = 0, pacing: Pacing = .fixed, memoryDrift: Double? = nil,
        readsAbsolute: Bool = false
    ) {
        precondition(penaltyWeight.isValid, "a penalty weight of \(penaltyWeight)")
        precondition(
            memoryDrift.map { $0 >= 0 && utility == .facilityLocation } ?? true,
            "a drift of \(memoryDrift ?? 0) with \(utility)")
        precondition(
            !readsAbsolute || utility == .facilityLocation && memoryDrift == nil, "\(utility) in absolute terms")
        (self.utility, self.gradients, self.penaltyWeight) = (utility, gradients, penaltyWeight)
        (self.solver, self.minimumSites) = (solver, minimumSites)
        (self.pacing, self.memoryDrift, self.readsAbsolute) = (pacing, memoryDrift, readsAbsolute)
        memory = Memory(queue: VirtualQueue(initialQueue))
    }

    /// As `variant: paced`.
    public init(_ reader: DocumentReader) throws { try self.init(reader, .paced) }

    /// The defaults of `paced` are ours, those of `reconstructed` the paper's method as we read it, and those of `unweighted`
    /// the same in its other public reading.
    init(_ reader: DocumentReader, _ variant: CAFEVariant) throws {
        let isReconstructed = variant != .paced
        let utility: UtilityKind = try reader.member(
            "utility", of: utilities, default: "facilityLocation", help: "U(S), how well a set stands for all sites")
        let remembers = try reader.bool(
            "remember", default: !isReconstructed && utility == .facilityLocation,
            help: "whether the utility counts what remembered updates still say; facilityLocation only")
        guard !remembers || utility == .facilityLocation else {
            throw reader.error("remember", "only facilityLocation can count what is remembered; expected false")
        }
        guard variant != .unweighted || utility == .facilityLocation && !remembers else {
            throw reader.error(
                "variant",
                "the unweighted reading is of facilityLocation that remembers nothing; expected reconstructed")
        }
        self.init(
            utility: utility,
            gradients: try reader.member(
                "gradients", of: gradientSources, default: isReconstructed ? "stale" : "updates",
                help: "where the gradients come from, and what they cost"),
            penaltyWeight: try PenaltyWeight(reader, isReconstructed: isReconstructed),
            solver: try reader.member(
                "solver", of: solvers, default: isReconstructed ? "doubleGreedy" : "automatic",
                help: "how the best set of a slot is found"),
            minimumSites: try reader.integer(
                "minimumSites", atLeast: 0, default: 0, help: "a floor on the sites of a round"),
            initialQueue: try reader.number(
                "initialQueue", .atLeast(0), default: 0, help: "Q(0) [allowances]"),
            pacing: try reader.choice(
                "pacing", default: isReconstructed ? .fixed : .remaining,
                help: "the allowance that a gram is weighed against: H/T, or what is left over the rounds left"),
            memoryDrift: remembers
                ? try reader.number(
                    "memoryDrift", .atLeast(0), default: 0.1,
                    help: "how far a site's gradient moves in a round, as a part of its norm") : nil,
            readsAbsolute: variant == .unweighted)
    }

    public var needs: PolicyNeeds { [.gradients, .utility] }
    public var gradientSource: GradientSource? { gradients }
    public var queue: Double { memory.queue.value }
    /// A utility that counts on remembered updates goes with an aggregation that uses them.
    public var preferredAggregation: any Aggregation {
        memoryDrift == nil ? DataSizeAggregation() : RememberedAggregation()
    }

    public mutating func select(in slot: Slot) throws -> Selection {
        let weight = settledPenaltyWeight(in: slot)
        let allowance = allowance(in: slot)
        guard allowance > 0, let gram = try slot.gradients(gradients) else { return .nobody }
        let unknown = gradients.kind == .updates ? slot.available.filter { slot.history.lastRound[$0] == nil } : []
        let explored = explored(unknown, in: slot)
        guard explored.isEmpty else { return Selection(explored) }

        // Unknown sites that are not affordable yet do not keep the known ones from training.
        let candidates = unknown.isEmpty ? slot.available : slot.available.filter { !unknown.contains($0) }
        var stream = slot.stream("solver")
        let utility = try slotUtility(gram: gram, in: slot)
        let objective = try SelectionObjective(
            utility: utility,
            penaltyWeight: readsAbsolute ? weight * Double(slot.siteCount) * utility.phantomDistance : weight,
            costs: slot.footprints.map { price(in: slot) * $0 / allowance })
        switch pacing {
        case .remaining:
            let sites = try maximize(
                objective, grams: slot.footprints, within: max(allowance, slot.carriedAllowanceGrams),
                candidates: candidates, atLeast: minimumSites, with: solver, using: &stream)
            return Selection(sites, utility: objective.utility)
        case .fixed:
            let result = try maximize(
                objective, candidates: candidates, atLeast: minimumSites, with: solver, using: &stream)
            return Selection(result.selected, utility: objective.utility)
        }
    }

    public mutating func observe(_ outcome: RoundOutcome) {
        guard outcome.allowanceGrams > 0 else { return }
        memory.queue.advance(spentGrams: outcome.totalGrams, allowanceGrams: outcome.allowanceGrams)
    }

    private mutating func settledPenaltyWeight(in slot: Slot) -> Double {
        if let settled = memory.penaltyWeight { return settled }
        let weight: Double
        switch penaltyWeight {
        case .phases(let weights): return weights[slot.round * weights.count / slot.rounds]
        case .fixed(let value): weight = value
        case .perAffordableSite(let value):
            let mean = slot.footprints.reduce(0, +) / Double(slot.siteCount)
            // Where carbon costs nothing, any V will do.
            weight = mean > 0 ? value * slot.allowanceGrams / mean : value
        }
        memory.penaltyWeight = weight
        return weight
    }

    private func allowance(in slot: Slot) -> Double {
        switch pacing {
        case .fixed: slot.allowanceGrams
        case .remaining: slot.remainingGrams / Double(slot.rounds - slot.round)
        }
    }

    /// Sites of which nothing is known that train now, the cheapest first, so that no probe is needed.
    private func explored(_ unknown: [Int], in slot: Slot) -> [Int] {
        slot.affordable(
            in: unknown.sorted { (slot.footprints[$0], $0) < (slot.footprints[$1], $1) },
            within: max(slot.remainingGrams * Self.explorationShare, slot.carriedAllowanceGrams))
    }

    /// Q, what an allowance costs; with `pacing: remaining` nothing in the last round, after which grams that are left are
    /// worth nothing.
    private func price(in slot: Slot) -> Double {
        pacing == .remaining && slot.round == slot.rounds - 1 ? 0 : queue
    }

    private func slotUtility(gram: [Double], in slot: Slot) throws -> SiteUtility {
        guard let memoryDrift else {
            let alike = [Double](repeating: 1, count: slot.siteCount)
            return try SiteUtility(utility, gram: gram, shares: readsAbsolute ? alike : slot.shares)
        }
        // m_j = drift · age_j · ‖y_j‖
        let remembered = (0..<slot.siteCount).map { site -> Double in
            guard let last = slot.history.lastRound[site] else { return .infinity }
            let norm = gram[site * slot.siteCount + site].squareRoot()
            return memoryDrift * Double(slot.round - last) * norm
        }
        return try SiteUtility(refreshing: remembered, gram: gram, shares: slot.shares)
    }
}

extension CAFEPolicy.PenaltyWeight {
    /// `penaltyWeight: V`, `penaltyWeight: [V, V]` for phases of equal length, or `penaltyWeight: {perAffordableSite: v}`.
    fileprivate init(_ reader: DocumentReader, isReconstructed: Bool) throws {
        let key = "penaltyWeight"
        let help = "V, weight of utility against carbon"
        reader.describe(
            key, as: "a number, a list of numbers by phase, or {perAffordableSite: v}",
            default: isReconstructed ? "1" : "{perAffordableSite: 6}", help: help)
        if reader.isList(key) {
            let weights = try reader.numbers(key, .atLeast(0), help: help)
            guard !weights.isEmpty else { throw reader.error(key, "an empty list; expected a number for each phase") }
            self = .phases(weights)
        } else if reader.isMap(key) || !isReconstructed && !reader.has(key) {
            self = .perAffordableSite(
                try reader.map(key, help: help).number(
                    "perAffordableSite", .atLeast(0), default: reader.has(key) ? nil : 6,
                    help: "V for each average site that the first allowance pays for"))
        } else {
            self = .fixed(try reader.number(key, .atLeast(0), default: 1, help: help))
        }
    }
}
