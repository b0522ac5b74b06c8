import Reproducibility

extension CarbonTrace {
    /// The same trace in steps of another length, from time-weighted means.
    ///
    /// Shorter steps repeat the value that holds; a longer step has the marks of all values in it. A rest at the end that fills no whole step is left out.
    /// - Precondition: `seconds` is at least 1.
    /// - Throws: `TraceError` if the trace is shorter than one such step.
    public func resampled(stepSeconds seconds: Int) throws(TraceError) -> CarbonTrace {
        precondition(seconds > 0, "a step of \(seconds) seconds")
        if seconds == stepSeconds { return self }
        let count = stepCount * stepSeconds / seconds
        guard count > 0 else {
            throw TraceError(
                "steps of \(seconds) s are longer than the trace, which covers \(start) to \(end).")
        }
        var values: [[Double]] = []
        var marks: [[ValueMarks]] = []
        for zone in zones.indices {
            var line: [Double] = []
            var lineMarks: [ValueMarks] = []
            line.reserveCapacity(count)
            for step in 0..<count {
                let from = start.adding(seconds: step * seconds)
                lineMarks.append(self.marks(zone: zone, from: from, seconds: seconds))
                line.append(
                    hasValue(zone: zone, from: from, seconds: seconds)
                        ? try mean(zone: zone, from: from, seconds: seconds) : .nan)
            }
            values.append(line)
            marks.append(lineMarks)
        }
        return CarbonTrace(
            zones: zones, start: start, stepSeconds: seconds, kind: kind, scope: scope, source: source,
            licence: licence, values: values, marks: marks)
    }

    private func hasValue(zone: Int, from: UTCInstant, seconds: Int) -> Bool {
        let begin = from.secondsSinceEpoch - start.secondsSinceEpoch
        return (begin / stepSeconds...(begin + seconds - 1) / stepSeconds).contains {
            value(zone: zone, step: $0) != nil
        }
    }
}
