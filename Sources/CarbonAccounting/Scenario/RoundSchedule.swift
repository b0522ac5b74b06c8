/// When the rounds of a run take place: one after the other, a slot each.
///
/// A slot of 3600 s is a round an hour; 900 s are four rounds an hour; 10 800 s is one round over three hours, charged at
/// the mean intensity of the three.
public struct RoundSchedule: Sendable, Equatable {
    public var start: UTCInstant
    public var slotSeconds: Int
    public var roundCount: Int

    /// - Precondition: slots have at least a second; the number of rounds is not negative.
    public init(start: UTCInstant, slotSeconds: Int = 3600, roundCount: Int) {
        precondition(slotSeconds > 0 && roundCount >= 0, "\(roundCount) rounds of \(slotSeconds) s")
        self.start = start
        self.slotSeconds = slotSeconds
        self.roundCount = roundCount
    }

    public func start(ofRound round: Int) -> UTCInstant { start.adding(seconds: round * slotSeconds) }

    /// The first instant after the last round.
    public var end: UTCInstant { start(ofRound: roundCount) }

    /// - Throws: `TraceError` with both spans if the rounds reach outside the trace.
    public func check(against trace: CarbonTrace) throws(TraceError) {
        guard roundCount == 0 || (start >= trace.start && end <= trace.end) else {
            let most = max(0, (trace.end.secondsSinceEpoch - start.secondsSinceEpoch) / slotSeconds)
            let advice =
                start < trace.start || most == 0
                ? "Start between \(trace.start) and \(trace.end)." : "From this start there is room for \(most) rounds."
            throw TraceError(
                "\(roundCount) rounds of \(slotSeconds) s run from \(start) to \(end), but the trace covers \(trace.start) to"
                    + " \(trace.end). \(advice)")
        }
    }
}
