import Reproducibility
import SiteSelection
import Testing

/// The bounds of Guides/method.md for S_t ∈ argmax V·U(S) − Q·C(S)/(H/T) with the queue that follows.
struct DriftPlusPenaltyTests {
    private struct Course {
        var longestQueue = 0.0
        var finalQueue = 0.0
        var grams = 0.0
        var utility = 0.0
    }

    private static let allowance = 12.0
    private static let slotCount = 400

    private func slot(_ seed: UInt64, _ t: Int) throws -> CertificateSlot {
        var rng = RandomStream(seed: seed, "slot", t)
        let gradients = (0..<5).map { _ in (0..<3).map { _ in 0.5 + rng.normal() } }
        return try CertificateSlot(
            utility: SiteUtility(
                .facilityLocation,
                gram: gradients.flatMap { a in gradients.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } },
                shares: gradients.map { _ in 0.1 + rng.uniform() }),
            footprintsGrams: gradients.map { _ in 2 + 8 * rng.uniform() })
    }

    private func course(_ slots: [CertificateSlot], penaltyWeight: Double, solver: Solver) throws -> Course {
        var queue = VirtualQueue()
        var course = Course()
        var stream = RandomStream(seed: 1, "solver")
        for slot in slots {
            let objective = try SelectionObjective(
                utility: slot.utility, penaltyWeight: penaltyWeight,
                costs: slot.footprintsGrams.map { queue.value * $0 / Self.allowance })
            let set = try maximize(
                objective, candidates: Array(0..<slot.utility.count), with: solver, using: &stream
            ).selected
            queue.advance(spentGrams: slot.grams(of: set), allowanceGrams: Self.allowance)
            course.longestQueue = max(course.longestQueue, queue.value)
            course.grams += slot.grams(of: set)
            course.utility += slot.utility.value(of: set)
        }
        course.finalQueue = queue.value
        return course
    }

    @Test(arguments: [
        Solver.exact(), .deterministicDoubleGreedy(.index), .randomizedDoubleGreedy(.cost), .lazyGreedy,
        .localSearch,
    ])
    func theQueueIsBoundedOnEveryTraceWhateverTheSolver(_ solver: Solver) throws {
        for seed in 0..<4 as Range<UInt64> {
            let slots = try (0..<Self.slotCount).map { try slot(seed, $0) }
            let least = slots.map { $0.footprintsGrams.min()! }.min()! / Self.allowance
            let most = slots.map { $0.footprintsGrams.reduce(0, +) }.max()! / Self.allowance
            for weight in [0.3, 3, 30] {
                let course = try course(slots, penaltyWeight: weight, solver: solver)
                #expect(course.longestQueue <= weight / least + most)
                #expect(course.grams <= (Double(Self.slotCount) + course.finalQueue) * Self.allowance + 1e-9)
            }
        }
    }

    /// Slots that are all alike are independent, and U* is the Lagrangian bound of one of them.
    @Test func utilityIsWithinTheConstantOverV() throws {
        for seed in 0..<6 as Range<UInt64> {
            let slots = [CertificateSlot](repeating: try slot(seed, 0), count: Self.slotCount)
            let budget = Self.allowance * Double(Self.slotCount)
            let best =
                try Certificate(slots: slots, budgetGrams: budget).upperBound / Double(Self.slotCount)
            let most = slots[0].footprintsGrams.reduce(0, +) / Self.allowance
            let constant = max(1, (most - 1) * (most - 1)) / 2
            for weight in [3, 10, 30, 100.0] {
                let course = try course(slots, penaltyWeight: weight, solver: .exact())
                #expect(course.utility / Double(Self.slotCount) >= best - constant / weight - 1e-9)
            }
        }
    }
}
