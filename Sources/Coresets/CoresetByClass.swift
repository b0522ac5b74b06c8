import LinearAlgebra

/// A coreset of every class by itself, with class sizes in proportion, put together class after class.
///
/// Class c of n_c rows gets about k·n_c/n rows: whole parts first, then the largest remainders (ties to the lower class),
/// at least one a class as far as k reaches. Weights are those within the class; the objective is that of the class at
/// hand. What weights must be scaled by to stand for all rows together is up to the method (see `scale`).
///
/// - Parameters:
///   - labels: n classes.
///   - count: k in total.
///   - scale: factor on the weights of a class that holds a given share of all rows: 1 where weights count rows, the
///     share itself where they make a mean.
///   - method: the coreset of some rows with a given count.
public func coresetByClass(
    of rows: MatrixView, labels: [Int], count: Int, scale: (_ share: Double) -> Double,
    method: (_ rows: MatrixView, _ count: Int) -> Coreset
) -> Coreset {
    precondition(labels.count == rows.rows, "\(labels.count) labels for \(rows.rows) rows")
    let classes = Dictionary(grouping: labels.indices, by: { labels[$0] }).sorted { $0.key < $1.key }.map(\.value)
    let counts = proportionalCounts(of: classes.map(\.count), total: min(count, labels.count))
    var whole = Coreset(indices: [], weights: [], objective: [])
    for (members, count) in zip(classes, counts) where count > 0 {
        var block = Matrix(rows: members.count, columns: rows.columns)
        block.withMutableView { view in
            for (m, i) in members.enumerated() {
                (view.base + m * view.stride).update(from: rows.base + i * rows.stride, count: rows.columns)
            }
        }
        let part = block.withView { method($0, count) }
        let factor = scale(Double(members.count) / Double(labels.count))
        whole.indices += part.indices.map { members[$0] }
        whole.weights += part.weights.map { factor * $0 }
        whole.objective += part.objective
    }
    return whole
}

/// `total` split over classes in proportion to their sizes, none above its size.
func proportionalCounts(of sizes: [Int], total: Int) -> [Int] {
    let sum = sizes.reduce(0, +)
    guard sum > 0 else { return sizes }
    var counts = sizes.map { $0 * total / sum }
    // Largest remainders get what the whole parts left over; a class without any comes before all others.
    let order = sizes.indices.sorted {
        (counts[$0] > 0 ? 1 : 0, -(sizes[$0] * total % sum), $0) < (
            counts[$1] > 0 ? 1 : 0, -(sizes[$1] * total % sum), $1
        )
    }
    for c in order.prefix(total - counts.reduce(0, +)) { counts[c] += 1 }
    // Small classes that are still without one take it from the largest.
    for c in sizes.indices where counts[c] == 0 && sizes[c] > 0 {
        guard let rich = counts.indices.max(by: { (counts[$0], $1) < (counts[$1], $0) }), counts[rich] > 1 else {
            break
        }
        counts[rich] -= 1
        counts[c] += 1
    }
    return counts
}
