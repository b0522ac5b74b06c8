import LinearAlgebra

/// The last gradient known of each site, and the inner products of all of them.
struct GradientMemory {
    /// N.
    private let sites: Int
    /// P, or k of projected gradients.
    let columns: Int
    /// N×P, row by row; zero for a site of which nothing is known.
    private(set) var rows: [Float]
    /// N×N, but for the rows and columns in `changed`; nil before anybody asked.
    private var gram: [Double]?
    private var changed: Set<Int> = []
    /// ‖y_j‖; nil before anybody asked.
    private var knownNorms: [Double]?

    /// - Parameter rows: N×P of a checkpoint or of a probe; N rows of zeros for sites that have sent nothing.
    init(rows: [Float], sites: Int) {
        precondition(sites > 0 && rows.count.isMultiple(of: sites), "\(rows.count) numbers for \(sites) sites")
        (self.rows, self.sites, columns) = (rows, sites, rows.count / sites)
    }

    /// Whether every site has sent an update or been probed.
    var hasEveryRow: Bool {
        (0..<sites).allSatisfy { site in rows[site * columns..<(site + 1) * columns].contains { $0 != 0 } }
    }

    /// From now on the gradient of `site` is scale·change.
    mutating func remember(_ change: [Float], scaledBy scale: Float, of site: Int) {
        precondition(change.count == columns, "\(change.count) numbers in a row of \(columns)")
        rows.withUnsafeMutableBufferPointer { rows in
            for (offset, change) in change.enumerated() { rows[site * columns + offset] = scale * change }
        }
        if gram != nil { changed.insert(site) }
        if knownNorms != nil {
            let norm = norm(of: site)
            knownNorms?[site] = norm
        }
    }

    /// The inner products of all rows, N×N.
    ///
    /// They do not depend on when they were asked for before: what is brought up to date has the bits of what is computed
    /// anew, as after a checkpoint.
    /// - Complexity: O(k·N·P) for k rows remembered since the last call, O(N²·P) at the first.
    mutating func innerProducts() -> [Double] {
        let outdated = gram == nil ? Array(0..<sites) : changed.sorted()
        var products = gram ?? [Double](repeating: 0, count: sites * sites)
        gram = nil  // the one reference, so that nothing is copied
        rows.withUnsafeBufferPointer {
            updateGramMatrix(&products, of: MatrixView($0, rows: sites, columns: columns), changed: outdated)
        }
        gram = products
        changed.removeAll(keepingCapacity: true)
        return products
    }

    /// ‖y_j‖ of all rows, with the bits of the roots of the diagonal of `innerProducts`.
    ///
    /// - Complexity: O(N·P) at the first call, O(N) later; `remember` keeps them up to date.
    mutating func norms() -> [Double] {
        if let knownNorms { return knownNorms }
        let norms = (0..<sites).map { norm(of: $0) }
        knownNorms = norms
        return norms
    }

    private func norm(of site: Int) -> Double {
        rows.withUnsafeBufferPointer { rows in
            squaredNorm(of: UnsafeBufferPointer(rebasing: rows[site * columns..<(site + 1) * columns])).squareRoot()
        }
    }

    /// Σ_j weight_j·y_j with the remembered gradients y_j, added to `sum`; sites of weight 0 are passed over.
    func add(_ weights: [Double], to sum: inout [Float]) {
        precondition(sum.count == columns, "a sum of \(sum.count) numbers over rows of \(columns)")
        rows.withUnsafeBufferPointer { rows in
            sum.withUnsafeMutableBufferPointer { sum in
                for (site, weight) in weights.enumerated() where weight != 0 {
                    let row = UnsafeBufferPointer(rebasing: rows[site * columns..<(site + 1) * columns])
                    let weight = Float(weight)
                    for k in 0..<columns { sum[k] += weight * row[k] }
                }
            }
        }
    }
}

/// The last update of every site, as an aggregation sees it: y_j stands for the update −steps_j·η·y_j.
public struct RememberedUpdates {
    private let memory: GradientMemory
    /// −steps_j·η of each site.
    private let scales: [Double]

    init(_ memory: GradientMemory, scales: [Double]) { (self.memory, self.scales) = (memory, scales) }

    /// Updates as rows, N×P row by row.
    public init(updates: [Float], sites: Int) {
        self.init(GradientMemory(rows: updates, sites: sites), scales: [Double](repeating: 1, count: sites))
    }

    /// Σ_j weight_j·update_j, added to `sum`; sites of weight 0 are passed over.
    public func add(_ weights: [Double], to sum: inout [Float]) {
        memory.add(zip(weights, scales).map { $0 * $1 }, to: &sum)
    }
}
