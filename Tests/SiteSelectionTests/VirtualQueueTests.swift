import Reproducibility
import SiteSelection
import Testing

struct VirtualQueueTests {
    @Test func spendingStaysWithinBudgetPlusQueue() {
        for seed in 0..<200 as Range<UInt64> {
            var rng = RandomStream(seed: seed, "queue")
            var queue = VirtualQueue()
            var spent = 0.0
            let (slots, allowance) = (50, 3.0)
            for _ in 0..<slots {
                let grams = 9 * rng.uniform() * rng.uniform()
                queue.advance(spentGrams: grams, allowanceGrams: allowance)
                spent += grams
                #expect(queue.value >= 0)
            }
            #expect(spent <= Double(slots) * allowance + queue.value * allowance + 1e-9)
        }
    }

    @Test func restsAtZeroAndPricesByTheAllowance() {
        var queue = VirtualQueue()
        queue.advance(spentGrams: 1, allowanceGrams: 4)
        #expect(queue.value == 0)
        queue.advance(spentGrams: 10, allowanceGrams: 4)
        #expect(queue.value == 1.5)
        #expect(queue.pricePerGram(allowanceGrams: 4) == 0.375)
        #expect(VirtualQueue(2).value == 2)
    }
}
