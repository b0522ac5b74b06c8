import Documents
import Reproducibility

/// Carbon intensity of several zones on one regular grid of UTC steps, in gCO2eq/kWh.
///
/// Each value holds for its whole step, beginning at its stamp. All zones share start, step, kind and scope.
public struct CarbonTrace: Sendable {
    /// Names of the zones, in the order of the files and their columns.
    public let zones: [String]
    /// Start of the first step.
    public let start: UTCInstant
    public let stepSeconds: Int
    public let kind: SignalKind
    public let scope: EmissionScope
    /// Where the values come from, in words.
    public let source: String
    /// The terms under which the values may be used; empty if not said.
    public let licence: String
    /// Intensity by zone and step; NaN where the trace has no value (see `GapPolicy.drop`).
    private let values: [[Double]]
    /// Marks by zone and step.
    private let marks: [[ValueMarks]]

    /// A trace from its values.
    ///
    /// - Parameters:
    ///   - values: zones × steps in gCO2eq/kWh, finite and at least 0, or NaN for a step without value.
    ///   - marks: zones × steps; nil where no value has a mark.
    /// - Precondition: one row per zone, at least one zone and one step, rows of equal length, zones distinct.
    public init(
        zones: [String], start: UTCInstant, stepSeconds: Int, kind: SignalKind, scope: EmissionScope, source: String,
        licence: String = "", values: [[Double]], marks: [[ValueMarks]]? = nil
    ) {
        precondition(
            !zones.isEmpty && zones.count == values.count, "\(zones.count) zones, \(values.count) rows of values")
        precondition(Set(zones).count == zones.count, "zones must be distinct: \(zones)")
        precondition(stepSeconds > 0, "a step of \(stepSeconds) seconds")
        precondition(
            !values[0].isEmpty && values.allSatisfy { $0.count == values[0].count },
            "rows of \(values.map(\.count)) steps")
        precondition(
            values.allSatisfy { $0.allSatisfy { $0.isNaN || ($0 >= 0 && $0.isFinite) } },
            "an intensity is finite and at least 0")
        self.zones = zones
        self.start = start
        self.stepSeconds = stepSeconds
        self.kind = kind
        self.scope = scope
        self.source = source
        self.licence = licence
        self.values = values
        self.marks = marks ?? values.map { [ValueMarks](repeating: [], count: $0.count) }
        precondition(
            self.marks.map(\.count) == values.map(\.count),
            "rows of \(self.marks.map(\.count)) marks for \(values.map(\.count)) values")
    }

    public var stepCount: Int { values[0].count }

    /// The first instant after the last step.
    public var end: UTCInstant { start.adding(seconds: stepCount * stepSeconds) }

    /// Index of a zone.
    ///
    /// - Throws: `TraceError` with the nearest name and the list of all zones.
    public func zoneIndex(_ name: String) throws(TraceError) -> Int {
        guard let index = zones.firstIndex(of: name) else {
            let hint = nearMiss(name, among: zones).map { " Did you mean '\($0)'?" } ?? ""
            throw TraceError("no zone '\(name)' in the trace.\(hint) It has: \(zones.joined(separator: ", ")).")
        }
        return index
    }

    /// Value of a step, or nil where the trace has none.
    ///
    /// - Precondition: zone in `zones.indices`, step in `0 ..< stepCount`.
    public func value(zone: Int, step: Int) -> Double? {
        let value = values[zone][step]
        return value.isNaN ? nil : value
    }

    /// Why the value of a step is not simply a measurement; empty where it is.
    ///
    /// - Precondition: zone in `zones.indices`, step in `0 ..< stepCount`.
    public func marks(zone: Int, step: Int) -> ValueMarks { marks[zone][step] }

    /// The marks of all steps that a slot touches, together.
    ///
    /// - Precondition: zone in `zones.indices`; `seconds` is at least 1. A part of the slot outside the trace has no marks.
    public func marks(zone: Int, from: UTCInstant, seconds: Int) -> ValueMarks {
        precondition(zones.indices ~= zone, "zone \(zone) of \(zones.count)")
        precondition(seconds > 0, "a slot of \(seconds) seconds")
        let begin = from.secondsSinceEpoch - start.secondsSinceEpoch
        let first = max(0, floorDivide(begin, stepSeconds))
        let last = min(stepCount - 1, floorDivide(begin + seconds - 1, stepSeconds))
        return first <= last ? marks[zone][first...last].reduce(into: []) { $0.formUnion($1) } : []
    }

    /// Hours of a zone whose values have a mark.
    ///
    /// - Complexity: linear in the steps.
    public func markedHours(zone: Int, _ mark: ValueMark) -> Double {
        Double(marks[zone].count { $0.contains(mark) } * stepSeconds) / 3600
    }

    /// All values of a zone in order of time; NaN where the trace has none.
    public func series(zone: Int) -> [Double] { values[zone] }

    /// Time-weighted mean intensity over a slot, in gCO2eq/kWh.
    ///
    /// Where steps of the slot have no value (see `GapPolicy.drop`), the mean over the covered part.
    /// - Parameters:
    ///   - zone: index into `zones`.
    ///   - from: start of the slot; it need not lie on the grid.
    ///   - seconds: length of the slot, at least 1.
    /// - Throws: `TraceError` with the covered span if the slot reaches outside it, or wholly into a gap.
    /// - Complexity: linear in the steps that the slot touches.
    public func mean(zone: Int, from: UTCInstant, seconds: Int) throws(TraceError) -> Double {
        precondition(zones.indices ~= zone, "zone \(zone) of \(zones.count)")
        precondition(seconds > 0, "a slot of \(seconds) seconds")
        let begin = from.secondsSinceEpoch - start.secondsSinceEpoch
        guard begin >= 0, begin + seconds <= stepCount * stepSeconds else {
            throw TraceError(
                "the slot \(from) to \(from.adding(seconds: seconds)) lies outside the trace, which covers \(start) to"
                    + " \(end) in steps of \(stepSeconds) s. Choose a start and a number of rounds inside that span.")
        }
        let first = begin / stepSeconds
        let last = (begin + seconds - 1) / stepSeconds
        if first == last, let only = value(zone: zone, step: first) { return only }
        // Σ value · overlap / Σ overlap, over the steps that have a value
        var weighted = 0.0
        var covered = 0
        for step in first...last {
            guard let value = value(zone: zone, step: step) else { continue }
            let overlap = min(begin + seconds, (step + 1) * stepSeconds) - max(begin, step * stepSeconds)
            weighted += value * Double(overlap)
            covered += overlap
        }
        guard covered > 0 else {
            throw TraceError(
                "zone \(zones[zone]) has no value from \(from) to \(from.adding(seconds: seconds)): the slot lies in a gap."
                    + " Fill it with the gap policy hold or linear, or choose another span.")
        }
        return weighted / Double(covered)
    }
}

extension CarbonTrace: Equatable {
    /// Equal in everything, where a missing value equals a missing value.
    public static func == (a: CarbonTrace, b: CarbonTrace) -> Bool {
        a.zones == b.zones && a.start == b.start && a.stepSeconds == b.stepSeconds && a.kind == b.kind
            && a.scope == b.scope && a.source == b.source && a.licence == b.licence && a.marks == b.marks
            && zip(a.values, b.values).allSatisfy {
                $0.count == $1.count && zip($0, $1).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
            }
    }
}
