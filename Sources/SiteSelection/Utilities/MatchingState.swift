import LinearAlgebra

/// The best non-negative combination of the members' gradients; each look at a neighbouring set starts from it.
struct MatchingState: SelectionState {
    private let source: SiteUtility
    private var members: [Int]
    private var solution: NonNegativeLeastSquares
    /// ⟨g_i, ḡ − ĝ⟩ for every site: a site with none to offer adds no utility.
    private var residualProducts: [Double] = []

    init(_ utility: SiteUtility, members: [Int]) {
        source = utility
        self.members = members
        solution = NonNegativeLeastSquares(capacity: utility.count)
        solve(&solution, members)
        refresh()
    }

    var utility: Double { members.isEmpty ? 0 : source.matching(explained: solution.explained) }

    mutating func utility(adding i: Int) -> Double {
        guard source.meanSquare > 0 else { return 1 }
        guard residualProducts[i] > 0 else { return members.isEmpty ? source.matching(explained: 0) : utility }
        return look(members + [i])
    }

    mutating func utility(removing j: Int) -> Double {
        guard members.count > 1 else { return 0 }
        guard solution.support.contains(j) else { return utility }
        return look(members.filter { $0 != j })
    }

    mutating func utility(adding i: Int, removing j: Int) -> Double {
        look(members.filter { $0 != j } + [i])
    }

    mutating func add(_ i: Int) {
        members.append(i)
        solve(&solution, members)
        refresh()
    }

    mutating func remove(_ j: Int) {
        members.removeAll { $0 == j }
        solve(&solution, members)
        refresh()
    }

    /// γ in the order of `sites`, which are the members.
    func weights(of sites: [Int]) -> [Double] {
        var weights = [Double](repeating: 0, count: source.count)
        for (i, w) in zip(solution.support, solution.weights) { weights[i] = w }
        return sites.map { weights[$0] }
    }

    private func look(_ candidates: [Int]) -> Double {
        var neighbour = solution
        solve(&neighbour, candidates)
        return source.matching(explained: neighbour.explained)
    }

    private func solve(_ problem: inout NonNegativeLeastSquares, _ candidates: [Int]) {
        guard source.meanSquare > 0 else { return }
        source.gram.withUnsafeBufferPointer { gram in
            source.meanProducts.withUnsafeBufferPointer { target in
                problem.solve(
                    gram: gram, rows: source.count, target: target, targetNorm: source.meanSquare.squareRoot(),
                    candidates: candidates, ridge: source.ridge)
            }
        }
    }

    private mutating func refresh() {
        let n = source.count
        residualProducts = source.meanProducts
        for (j, w) in zip(solution.support, solution.weights) {
            for i in 0..<n { residualProducts[i] -= w * source.gram[j * n + i] }
        }
    }
}

extension SiteUtility {
    /// Matching utility of a nonempty set whose best combination explains `explained` of ‖ḡ‖².
    @inline(__always)
    func matching(explained: Double) -> Double {
        guard meanSquare > 0 else { return 1 }
        let square = (meanSquare - explained) / meanSquare
        // The square root would turn a rounding of 1e-16 into one of 1e-8.
        return square > Self.resolution ? 1 - square.squareRoot() : 1
    }
}
