import LinearAlgebra

/// The utility of sets of sites in one slot, over the sites' gradients at the current model.
///
/// U(∅) = 0. Where all gradients are equal (or, for matching and descent, the mean gradient is zero) every nonempty set
/// has utility 1: one site stands for all.
public struct SiteUtility: Sendable {
    public let kind: UtilityKind
    /// The number of sites, N.
    public let count: Int
    /// p_j ≥ 0, scaled to sum 1.
    public let shares: [Double]
    /// N×N distances d_ij, for the kinds that need distances; empty otherwise.
    public private(set) var distances: [Double]
    /// Whether d_ij = d_ji; row i holds the distances from the serving site i.
    private(set) var isSymmetric: Bool
    /// max d_ij, or 1 where all distances are 0: the distance of the phantom site that serves the empty set.
    public let phantomDistance: Double
    /// N×N inner products ⟨g_i, g_j⟩, for the kinds that need them; empty otherwise.
    public let gram: [Double]
    /// ⟨g_i, ḡ⟩, for the kinds that need inner products.
    let meanProducts: [Double]
    /// ‖ḡ‖²; 0 if it is below the resolution of Float gradients.
    let meanSquare: Double
    /// λ of gradient matching, in the units of `gram`.
    let ridge: Double

    /// The utility from inner products of the gradients.
    ///
    /// Distances are (G_ii + G_jj − 2G_ij)^½, taken as 0 below the resolution of Float gradients.
    /// - Parameters:
    ///   - gram: N×N inner products, row-major, symmetric, finite, with diagonal ≥ 0.
    ///   - shares: N numbers ≥ 0, finite, with positive sum (N = 0 excepted); they are scaled to sum 1.
    /// - Throws: `CoresetError` naming the entry.
    /// - Complexity: O(N²).
    public init(_ kind: UtilityKind, gram: [Double], shares: [Double]) throws {
        let n = shares.count
        try Self.check(kind)
        guard gram.count == n * n else {
            throw CoresetError.wrongCount(quantity: "gram", found: gram.count, expected: n * n)
        }
        for i in 0..<n {
            for j in 0..<n where !gram[i * n + j].isFinite || (i == j && gram[i * n + j] < 0) {
                throw CoresetError.invalidEntry(
                    quantity: "gram", index: [i, j], value: gram[i * n + j],
                    requirement: i == j ? "a finite number ≥ 0" : "a finite number")
            }
        }
        if kind.needsOnlyDistances {
            try self.init(kind, distances: Self.distances(gram: gram, count: n), shares: shares)
        } else {
            self.init(kind, checkedGram: gram, shares: try Self.normalized(shares))
        }
    }

    /// Facility location over what is known already: how much nearer than their remembered gradients the set brings us to
    /// the gradients of all sites.
    ///
    ///     U(S) = Σ_j p_j max(0, m_j − min_{i∈S} d_ij) / d_max,      U(∅) = 0
    ///
    /// with m_j the distance at which j's own last gradient stands for it now. Monotone and submodular; with m_j ≥ d_max
    /// for all j it is facility location, with m_j = 0 there is nothing left to learn. U(all) = Σ_j p_j m_j/d_max.
    /// - Parameter rememberedDistances: N numbers ≥ 0, infinity for a site of which nothing is known.
    /// - Throws: `CoresetError` naming the entry.
    /// - Complexity: O(N²).
    public init(refreshing rememberedDistances: [Double], gram: [Double], shares: [Double]) throws {
        self = try SiteUtility(.facilityLocation, gram: gram, shares: shares)
        let n = count
        guard rememberedDistances.count == n else {
            throw CoresetError.wrongCount(
                quantity: "remembered distances", found: rememberedDistances.count, expected: n)
        }
        for (j, distance) in rememberedDistances.enumerated() where !(distance >= 0) {
            throw CoresetError.invalidEntry(
                quantity: "remembered distances", index: [j], value: distance, requirement: "a number ≥ 0")
        }
        // d'_ij = d_max − max(0, m_j − d_ij) puts the memory at the phantom's distance.
        let phantom = phantomDistance
        let known = rememberedDistances.map { min($0, phantom) }
        distances.withUnsafeMutableBufferPointer { distances in
            for i in 0..<n {
                for j in 0..<n { distances[i * n + j] = phantom - max(0, known[j] - distances[i * n + j]) }
            }
        }
        isSymmetric = false
    }

    private init(_ kind: UtilityKind, checkedGram gram: [Double], shares: [Double]) {
        let n = shares.count
        self.kind = kind
        count = n
        self.shares = shares
        self.gram = gram
        isSymmetric = true
        distances = []
        phantomDistance = 1
        var products = [Double](repeating: 0, count: n)
        for i in 0..<n { for j in 0..<n { products[i] += gram[i * n + j] * shares[j] } }
        meanProducts = products
        let square = zip(products, shares).reduce(0) { $0 + $1.0 * $1.1 }
        let (trace, largest) = (0..<n).reduce((0.0, 0.0)) { ($0.0 + gram[$1 * n + $1], max($0.1, gram[$1 * n + $1])) }
        meanSquare = square > Self.resolution * largest ? square : 0
        if case .gradientMatching(let ridge) = kind {
            self.ridge = ridge * trace / Double(max(n, 1))
        } else {
            ridge = 0
        }
    }

    /// The utility from distances, for the kinds that need nothing else.
    ///
    /// - Parameters:
    ///   - distances: N×N, row-major, finite, ≥ 0, zero on the diagonal, symmetric to within 1e-6 of the largest.
    ///   - shares: as above.
    /// - Throws: `CoresetError` naming the entry.
    /// - Complexity: O(N²).
    public init(_ kind: UtilityKind, distances: [Double], shares: [Double]) throws {
        let n = shares.count
        try Self.check(kind)
        guard kind.needsOnlyDistances else { throw CoresetError.needsInnerProducts(kind) }
        self.kind = kind
        count = n
        self.shares = try Self.normalized(shares)
        let largest = try Self.validatedMaximum(distances, count: n)
        phantomDistance = largest > 0 ? largest : 1
        self.distances = distances
        isSymmetric = true
        gram = []
        meanProducts = []
        meanSquare = 0
        ridge = 0
    }

    /// U(S); 0 for the empty set.
    ///
    /// - Parameter sites: distinct indices below `count`, in any order.
    /// - Complexity: O(N·|S|) from distances, O(|S|²) for descent, O(N·|S|² + |S|³) for matching.
    public func value(of sites: [Int]) -> Double {
        check(sites)
        guard !sites.isEmpty else { return 0 }
        switch kind {
        case .facilityLocation: return NearestSiteState<ShareWeightedSum>(self, members: sites).utility
        case .kCenter: return NearestSiteState<LargestDistance>(self, members: sites).utility
        case .gradientMatching: return MatchingState(self, members: sites).utility
        case .expectedDescent: return DescentState(self, members: sites).utility
        }
    }

    /// U(S ∖ {i}) for each i in S, in the order of `sites`; the same bits as `value(of:)` of each rest.
    ///
    /// - Parameter sites: distinct indices below `count`, in any order.
    /// - Complexity: O(N·|S|) from distances; elsewhere |S| times that of `value(of:)`.
    public func values(removingEachOf sites: [Int]) -> [Double] {
        check(sites)
        func values<Cost: NearestDistanceCost>(_: Cost.Type) -> [Double] {
            var state = NearestSiteState<Cost>(self, members: sites)
            return sites.map { state.utility(removing: $0) }
        }
        switch kind {
        case .facilityLocation: return values(ShareWeightedSum.self)
        case .kCenter: return values(LargestDistance.self)
        case .gradientMatching, .expectedDescent:
            return sites.indices.map { position in
                var rest = sites
                rest.remove(at: position)
                return value(of: rest)
            }
        }
    }

    /// U(S ∪ {i}) for each of `additions`, to the last bit what `value(of:)` gives.
    ///
    /// - Parameter additions: distinct sites outside `sites`.
    /// - Complexity: O(N) a site from distances, else as `value(of:)` for each.
    public func values(addingEachOf additions: [Int], to sites: [Int]) -> [Double] {
        check(sites + additions)
        func values<Cost: NearestDistanceCost>(_: Cost.Type) -> [Double] {
            var state = NearestSiteState<Cost>(self, members: sites)
            return additions.map { state.utility(adding: $0) }
        }
        switch kind {
        case .facilityLocation: return values(ShareWeightedSum.self)
        case .kCenter: return values(LargestDistance.self)
        case .gradientMatching, .expectedDescent: return additions.map { value(of: (sites + [$0]).sorted()) }
        }
    }

    /// The weights with which the set represents all sites, in the order of `sites`.
    ///
    /// Facility location and k-center: γ_i = Σ p_j over the sites j nearest to i (ties to the one that comes first in
    /// `sites`), sum 1. Matching: argmin of the residual, ≥ 0, any sum. Descent: p_i / Σ_{S} p (all 0 if no share is
    /// positive). Empty for the empty set.
    public func weights(of sites: [Int]) -> [Double] {
        check(sites)
        switch kind {
        case .facilityLocation, .kCenter:
            var weights = [Double](repeating: 0, count: sites.count)
            guard !sites.isEmpty else { return [] }
            for j in 0..<count {
                var nearest = 0
                for k in 1..<sites.count where distance(sites[k], j) < distance(sites[nearest], j) { nearest = k }
                weights[nearest] += shares[j]
            }
            return weights
        case .gradientMatching:
            return MatchingState(self, members: sites).weights(of: sites)
        case .expectedDescent:
            let total = sites.reduce(0) { $0 + shares[$1] }
            return sites.map { total > 0 ? shares[$0] / total : 0 }
        }
    }

    /// d_ij.
    @inline(__always) func distance(_ i: Int, _ j: Int) -> Double { distances[i * count + j] }

    private func check(_ sites: [Int]) {
        var seen = [Bool](repeating: false, count: count)
        for i in sites {
            precondition(0..<count ~= i && !seen[i], "site \(i) in a set of distinct sites below \(count)")
            seen[i] = true
        }
    }

    /// Squared relative distance that Float gradients cannot resolve: (3e-7)².
    static let resolution = 1e-13

    private static func distances(gram: [Double], count n: Int) -> [Double] {
        var distances = [Double](repeating: 0, count: n * n)
        let squares = (0..<n).map { gram[$0 * n + $0] }
        let tile = 64  // both tiles of a mirrored pair stay in the first-level cache
        distances.withUnsafeMutableBufferPointer { distances in
            gram.withUnsafeBufferPointer { gram in
                for i0 in stride(from: 0, to: n, by: tile) {
                    for j0 in stride(from: 0, through: i0, by: tile) {
                        for i in i0..<min(i0 + tile, n) {
                            for j in j0..<min(j0 + tile, max(j0, i)) {
                                let sum = squares[i] + squares[j]
                                let square = sum - gram[i * n + j] - gram[j * n + i]
                                let d = square > resolution * sum ? square.squareRoot() : 0
                                distances[i * n + j] = d
                                distances[j * n + i] = d
                            }
                        }
                    }
                }
            }
        }
        return distances
    }

    private static func check(_ kind: UtilityKind) throws {
        switch kind {
        case .gradientMatching(let ridge) where !(ridge >= 0 && ridge.isFinite):
            throw CoresetError.invalidParameter(parameter: "ridge", value: ridge, requirement: "a finite number ≥ 0")
        case .expectedDescent(let curvature) where !(curvature >= 1 && curvature < 2):
            throw CoresetError.invalidParameter(parameter: "curvature", value: curvature, requirement: "1 ≤ κ < 2")
        default: break
        }
    }

    private static func normalized(_ shares: [Double]) throws -> [Double] {
        for (j, share) in shares.enumerated() where !(share >= 0 && share.isFinite) {
            throw CoresetError.invalidEntry(
                quantity: "shares", index: [j], value: share, requirement: "a finite number ≥ 0")
        }
        let sum = shares.reduce(0, +)
        guard shares.isEmpty || (sum > 0 && sum.isFinite) else {
            throw CoresetError.invalidParameter(
                parameter: "the sum of shares", value: sum, requirement: "a positive finite number")
        }
        return shares.map { $0 / sum }
    }

    private static func validatedMaximum(_ distances: [Double], count n: Int) throws -> Double {
        guard distances.count == n * n else {
            throw CoresetError.wrongCount(quantity: "distances", found: distances.count, expected: n * n)
        }
        return try distances.withUnsafeBufferPointer { d in
            var largest = 0.0
            for i in 0..<n {
                for j in 0..<n {
                    let value = d[i * n + j]
                    guard value >= 0, value.isFinite else {
                        throw CoresetError.invalidEntry(
                            quantity: "distances", index: [i, j], value: value, requirement: "a finite number ≥ 0")
                    }
                    largest = max(largest, value)
                }
                guard d[i * n + i] == 0 else {
                    throw CoresetError.invalidEntry(
                        quantity: "distances", index: [i, i], value: d[i * n + i], requirement: "0 on the diagonal")
                }
            }
            let tolerance = 1e-6 * largest
            let tile = 64  // both tiles of a mirrored pair stay in the first-level cache
            for i0 in stride(from: 0, to: n, by: tile) {
                for j0 in stride(from: 0, through: i0, by: tile) {
                    for i in i0..<min(i0 + tile, n) {
                        for j in j0..<min(j0 + tile, i) where abs(d[i * n + j] - d[j * n + i]) > tolerance {
                            throw CoresetError.asymmetricDistances(
                                row: i, column: j, value: d[i * n + j], mirrored: d[j * n + i])
                        }
                    }
                }
            }
            return largest
        }
    }
}
