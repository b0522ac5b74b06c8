import LinearAlgebra

/// Sums that give the expected descent of every neighbouring set in O(1); adding and removing cost O(N).
struct DescentState: SelectionState {
    private let source: SiteUtility
    private let curvature: Double
    private var members: Set<Int>
    /// Σ_{i∈S} p_i.
    private var share = 0.0
    /// Σ_{i∈S} p_i ⟨g_i, ḡ⟩.
    private var progress = 0.0
    /// ‖Σ_{i∈S} p_i g_i‖².
    private var square = 0.0
    /// Σ_{i∈S} p_i ⟨g_i, g_j⟩ for each site j.
    private var products: [Double]

    init(_ utility: SiteUtility, members: [Int]) {
        source = utility
        guard case .expectedDescent(let curvature) = utility.kind else {
            preconditionFailure("expected descent asked of \(utility.kind)")
        }
        self.curvature = curvature
        self.members = []
        products = [Double](repeating: 0, count: utility.count)
        for i in members { add(i) }
    }

    var utility: Double {
        members.isEmpty ? 0 : source.descent(share: share, progress: progress, square: square, curvature: curvature)
    }

    mutating func utility(adding i: Int) -> Double { utility(changing: [(i, 1)], size: members.count + 1) }

    mutating func utility(removing i: Int) -> Double { utility(changing: [(i, -1)], size: members.count - 1) }

    mutating func utility(adding i: Int, removing j: Int) -> Double {
        utility(changing: [(i, 1), (j, -1)], size: members.count)
    }

    mutating func add(_ i: Int) {
        apply(i, sign: 1)
        members.insert(i)
    }

    mutating func remove(_ j: Int) {
        members.remove(j)
        // Sums taken afresh, so that rounding does not build up over many removals.
        let rest = members.sorted()
        (share, progress, square) = (0, 0, 0)
        for k in products.indices { products[k] = 0 }
        for i in rest { apply(i, sign: 1) }
    }

    private mutating func apply(_ i: Int, sign: Double) {
        let n = source.count
        let p = sign * source.shares[i]
        share += p
        progress += p * source.meanProducts[i]
        square += p * (2 * products[i] + p * source.gram[i * n + i])
        for j in 0..<n { products[j] += p * source.gram[i * n + j] }
    }

    private func utility(changing moves: [(site: Int, sign: Double)], size: Int) -> Double {
        guard size > 0 else { return 0 }
        let n = source.count
        var (share, progress, square) = (share, progress, square)
        for (k, move) in moves.enumerated() {
            let p = move.sign * source.shares[move.site]
            share += p
            progress += p * source.meanProducts[move.site]
            square += p * (2 * products[move.site] + p * source.gram[move.site * n + move.site])
            for earlier in moves[..<k] {
                square += 2 * p * earlier.sign * source.shares[earlier.site] * source.gram[move.site * n + earlier.site]
            }
        }
        return source.descent(share: share, progress: progress, square: square, curvature: curvature)
    }
}

extension SiteUtility {
    /// Expected descent of a nonempty set from Σp, Σp⟨g, ḡ⟩ and ‖Σpg‖².
    @inline(__always)
    func descent(share: Double, progress: Double, square: Double, curvature: Double) -> Double {
        guard meanSquare > 0 else { return 1 }
        guard share > 1e-15 else { return 0 }  // sites without data aggregate to nothing
        return (progress / share - curvature / 2 * square / (share * share)) / ((1 - curvature / 2) * meanSquare)
    }
}
