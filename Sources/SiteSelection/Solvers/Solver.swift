/// How f(S) = V·U(S) − Σ cost is maximized. All are deterministic given the generator's state.
public enum Solver: Sendable, Equatable, Hashable {
    /// f(X) ≥ (f(OPT) + f(∅) + f(all))/3 for submodular f of any sign.
    ///
    /// Source: Buchbinder, Feldman, Naor, Schwartz, "A tight linear time (1/2)-approximation for unconstrained
    /// submodular maximization", FOCS 2012, algorithm 1. Ties leave a site out.
    case deterministicDoubleGreedy(VisitingOrder)

    /// E f(X) ≥ (2f(OPT) + f(∅) + f(all))/4 for submodular f of any sign. Source: the same, algorithm 2.
    case randomizedDoubleGreedy(VisitingOrder)

    /// Adds the site of largest positive gain until there is none. No guarantee: f is not monotone.
    case greedy

    /// `greedy` with gains looked up again only at the head of a priority queue: the same set where U is submodular;
    /// where it is not, `greedy` itself runs. Source: Minoux 1978.
    case lazyGreedy

    /// Each step adds the best of a random sample of ⌈√m·ln(1/ε)⌉ of the m candidates, and stops where none gains.
    ///
    /// Source: Mirzasoleiman et al., "Lazier than lazy greedy", AAAI 2015, whose sample is ⌈(m/k)·ln(1/ε)⌉ for a set of
    /// size k; f has no such k, and √m replaces it.
    case stochasticGreedy(epsilon: Double)

    /// From `greedy`, the best of all additions, removals and exchanges, until none improves. Where U is not submodular also
    /// from all sites less those whose removal gains most; the better of the two.
    case localSearch

    /// Every set; at most 20 candidates.
    case exhaustive

    /// The optimum with proof.
    ///
    /// Facility location and k-center: branch and bound with Erlenkotter's dual ascent, any N. Other utilities: enumeration up
    /// to 20 candidates; beyond, local search with the bound that the supremum of U gives. At a limit the best set found
    /// comes back with a proven upper bound.
    case exact(timeLimitSeconds: Double? = nil, nodeLimit: Int? = nil)

    /// `exact` for problems of up to `exactLimit` sites, `lazyGreedy` beyond.
    case automatic

    /// Beyond so many sites a proof can take longer than the training that it serves: solving grows faster than N².
    public static let exactLimit = 100

    /// What `automatic` stands for with so many sites; any other solver is itself.
    func resolved(sites: Int) -> Solver {
        guard self == .automatic else { return self }
        return sites <= Self.exactLimit ? .exact() : .lazyGreedy
    }

    /// The largest number of candidates that enumeration takes.
    public static let exhaustiveLimit = 20
}
