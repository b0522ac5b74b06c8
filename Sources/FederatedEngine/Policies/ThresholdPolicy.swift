import Documents

/// Each site trains when its grid is at or below a quantile of its own recent intensities.
///
///     S_t = {n : CI_n(t) ≤ quantile_q(CI_n(t − W + 1), …, CI_n(t))}
///
/// The trailing window reaches back before the run as far as the trace does, and is shorter where that is less than W
/// slots. q = 1 is full participation; q = 0 waits for the minimum of the window. Blind to the budget.
public struct ThresholdPolicy: SelectionPolicy {
    public static let kind = "threshold"
    public static let abstract = "sites whose grid is clean by its own recent standard"

    /// q in [0, 1].
    public let quantile: Double
    /// W ≥ 1, this slot included.
    public let windowRounds: Int

    public init(quantile: Double, windowRounds: Int) {
        precondition(0...1 ~= quantile && windowRounds >= 1, "quantile \(quantile) of \(windowRounds) slots")
        (self.quantile, self.windowRounds) = (quantile, windowRounds)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            quantile: try reader.number(
                "quantile", .within(0...1), default: 0.25,
                help: "q of the trailing window that the intensity must not exceed"),
            windowRounds: try reader.integer(
                "windowRounds", atLeast: 1, default: 24, help: "W, length of the trailing window [rounds]"))
    }

    public mutating func select(in slot: Slot) throws -> Selection {
        let trailing = try slot.trailingIntensities(rounds: windowRounds)
        let below = slot.available.filter { site in
            slot.intensities[site] <= trailing.map { $0[site] }.quantile(quantile)
        }
        return Selection(below.sorted { (slot.intensities[$0], $0) < (slot.intensities[$1], $1) })
    }
}
