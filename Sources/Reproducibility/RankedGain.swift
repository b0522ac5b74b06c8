/// An item of a priority queue of gains: larger gains first, ties to the lower item, so that the order is one of a kind.
///
/// `Heap<RankedGain>` is the queue of lazy greedy.
public struct RankedGain: Comparable, Sendable {
    public let item: Int
    public let gain: Double

    public init(_ item: Int, _ gain: Double) { (self.item, self.gain) = (item, gain) }

    public static func < (a: RankedGain, b: RankedGain) -> Bool {
        a.gain < b.gain || (a.gain == b.gain && a.item > b.item)
    }
}
