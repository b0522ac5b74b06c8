import Coresets
import Learning
import LinearAlgebra
import Reproducibility

/// A few examples of a site that stand for all of them, class by class: greedy k-center on the inputs.
struct SiteCoreset: Sendable {
    /// Rows of the training set.
    let rows: [Int]
    /// How many of the site's examples each stands for.
    let weights: [Float]

    /// About `fraction` of each class, one example at least; all of them in order for a fraction of 1.
    ///
    /// - Parameter rows: of the site, at least one.
    init(_ fraction: Double, rows: [Int], of task: some LearningTask) {
        let (inputs, classes) = task.vectors(of: rows)
        let coreset = inputs.withView { view in
            coresetByClass(
                of: view, labels: classes, count: Self.count(fraction, of: rows.count),
                scale: { _ in 1 }, method: { kCenterCoreset(of: $0, count: $1) })
        }
        let order = coreset.indices.indices.sorted { coreset.indices[$0] < coreset.indices[$1] }
        self.rows = order.map { rows[coreset.indices[$0]] }
        weights = order.map { Float(coreset.weights[$0]) }
    }

    /// Size of the coreset of a site with `examples` ≥ 1 examples.
    static func count(_ fraction: Double, of examples: Int) -> Int {
        min(examples, max(1, Int(saturating: (fraction * Double(examples)).rounded(.up))))
    }

    /// Distances that choosing it takes at most, Σ_c n_c·k_c over the classes.
    ///
    /// - Parameter classCounts: of the site.
    static func distanceCount(_ fraction: Double, classCounts: [Int]) -> Double {
        classCounts.reduce(0) { $0 + Double($1) * Double(count(fraction, of: max(1, $1))) }
    }
}
