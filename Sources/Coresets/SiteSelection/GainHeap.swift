/// A binary heap of items by gain, largest first, ties to the lower item: the queue of lazy greedy.
struct GainHeap {
    private var entries: [(item: Int, gain: Double)]

    /// - Complexity: O(n).
    init(_ entries: [(item: Int, gain: Double)]) {
        self.entries = entries
        for k in stride(from: entries.count / 2 - 1, through: 0, by: -1) { sink(k) }
    }

    var top: (item: Int, gain: Double)? { entries.first }

    mutating func removeTop() {
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        if !entries.isEmpty { sink(0) }
    }

    /// - Complexity: O(log n).
    mutating func insert(_ item: Int, gain: Double) {
        entries.append((item, gain))
        var k = entries.count - 1
        let moving = entries[k]
        while k > 0, precedes(moving, entries[(k - 1) / 2]) {
            entries[k] = entries[(k - 1) / 2]
            k = (k - 1) / 2
        }
        entries[k] = moving
    }

    /// Replaces the gain of the top by one that is not larger, and restores the order.
    mutating func lowerTop(to gain: Double) {
        entries[0].gain = gain
        sink(0)
    }

    private func precedes(_ a: (item: Int, gain: Double), _ b: (item: Int, gain: Double)) -> Bool {
        a.gain > b.gain || (a.gain == b.gain && a.item < b.item)
    }

    private mutating func sink(_ start: Int) {
        var k = start
        let moving = entries[start]
        while true {
            var child = 2 * k + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, precedes(entries[child + 1], entries[child]) { child += 1 }
            guard precedes(entries[child], moving) else { break }
            entries[k] = entries[child]
            k = child
        }
        entries[k] = moving
    }
}
