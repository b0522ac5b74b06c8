import Documents
import Reproducibility

/// Power-of-Choice: of d candidates, the m with the largest loss.
///
/// Candidates are drawn without replacement with probability proportional to |D_n|; each computes the current model's
/// loss on all its data, a forward pass that is charged. With d = m it is a random draw and no loss is asked for; with d
/// at least the number of sites it is greedy on loss. Updates are averaged with equal weights.
///
/// Source: Cho, Wang, Joshi, "Towards understanding biased client selection in federated learning", AISTATS 2022. Ours:
/// d = 2m unless it is set; ties go to the lower index; where the budget does not cover the losses, the first m candidates
/// drawn take part.
public struct PowerOfChoicePolicy: SelectionPolicy {
    public static let kind = "powerOfChoice"
    public static let abstract = "Power-of-Choice: of d candidates the k with the largest loss"

    /// m.
    public let count: SiteCount
    /// d; nil is 2m, a choice of ours. Below m it counts as m.
    public let candidates: Int?

    public init(count: SiteCount, candidates: Int? = nil) { (self.count, self.candidates) = (count, candidates) }

    public init(_ reader: DocumentReader) throws {
        let count = try SiteCount(reader)
        let candidates = try reader.optionalInteger(
            "candidates", atLeast: 1, help: "d, at least the number of sites; twice that number if absent")
        if case .fixed(let k) = count, let candidates, candidates < k {
            throw reader.error(
                "candidates", "\(candidates) candidates for \(k) sites; expected at least as many as sites")
        }
        self.init(count: count, candidates: candidates)
    }

    public var needs: PolicyNeeds { .losses }
    public var preferredAggregation: any Aggregation { UniformAggregation() }

    public mutating func select(in slot: Slot) throws -> Selection {
        let m = count.value(in: slot)
        guard m > 0 else { return .nobody }
        let d = min(max(m, candidates ?? 2 * m), slot.available.count)
        var stream = slot.stream("candidates")
        let drawn = stream.sample(d, weights: slot.available.map { slot.shares[$0] }).map { slot.available[$0] }
        guard d > m, let losses = try slot.losses(of: drawn) else { return Selection(Array(drawn.prefix(m))) }
        let ranked = drawn.indices.sorted { (-losses[$0], drawn[$0]) < (-losses[$1], drawn[$1]) }
        return Selection(ranked.prefix(m).map { drawn[$0] })
    }
}
