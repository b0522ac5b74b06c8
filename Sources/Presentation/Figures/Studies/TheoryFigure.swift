import Analysis

/// Queue and utility gap of replayed policies against the penalty weight V, on logarithmic axes beside the slopes that
/// theory gives: O(V) and O(1/V).
public struct TheoryFigure: FigureKind {
    public static let kind = "theory-check"
    public static let abstract = "queue and utility gap of replayed policies against the penalty weight V"

    public init() {}

    /// - Parameter replays: by run; runs, seeds in most cases, become the band. Each run has the same policies and weights.
    /// - Throws: `FigureError.nothingToShow` without two positive weights of a policy, or without bounds.
    public func draw(_ replays: [[PolicyReplay]], on sheet: FigureSheet) throws -> Figure {
        let all = replays.flatMap(\.self).filter { $0.penaltyWeight.map { $0 > 0 } ?? false && $0.upperBound != nil }
        var policies: [String] = []
        for replay in all where !policies.contains(replay.policy) { policies.append(replay.policy) }
        let weights = Set(all.compactMap(\.penaltyWeight)).sorted()
        guard weights.count > 1 else {
            throw FigureError.nothingToShow(
                figure: Self.kind,
                reason: "expected bounded replays of a policy with two or more penalty weights above 0")
        }
        let panels: [(label: String, value: (PolicyReplay) -> Double?)] = [
            ("mean queue", { $0.meanQueue }), ("utility below the bound, per round", { $0.utilityGapPerRound }),
        ]
        var blocks: [DataBlock] = []
        for panel in panels {
            for policy in policies {
                var block = DataBlock("\(panel.label): \(policy)", columns: ["V", "mean", "lower", "upper"])
                for weight in weights {
                    let values = all.filter { $0.policy == policy && $0.penaltyWeight == weight }.compactMap(
                        panel.value)
                    // On a logarithmic axis 0 has no place.
                    guard let band = SeedBand(values), band.lower > 0 else { continue }
                    block.append([weight, band.mean, band.lower, band.upper])
                }
                blocks.append(block)
            }
        }
        func points(_ panel: Int) -> [(v: Double, y: Double)] {
            policies.indices.flatMap { blocks[panel * policies.count + $0].rows }.compactMap { row in
                Double(row[0]).flatMap { v in Double(row[1]).map { (v, $0) } }
            }
        }
        // What O(V) says of large V, through the longest queue; O(1/V) with the least constant above the first policy.
        let queueGuide = points(0).max { $0.y < $1.y }.map { "\($0.y / $0.v) * x" } ?? "x"
        let gapGuide = points(1).prefix(weights.count).map { $0.y * $0.v }.max().map { "\($0) / x" } ?? "1 / x"
        func plots(_ panel: Int, guide: String) -> String {
            let bands = policies.indices.filter { _ in sheet.spread == .bands }.map { index in
                "data index \(panel * policies.count + index) using 1:3:4 with filledcurves linecolor rgb "
                    + "\"\(MethodStyle.slot(index).color)\" notitle"
            }
            let whiskers = policies.indices.filter { _ in sheet.spread == .whiskers }.map { index in
                "data index \(panel * policies.count + index) using 1:2:3:4 with yerrorbars linewidth 0.9 pointtype -1 "
                    + "linecolor rgb \"\(MethodStyle.slot(index).color)\" notitle"
            }
            let lines = policies.indices.map { index in
                "data index \(panel * policies.count + index) using 1:2 with linespoints linewidth 1.6 "
                    + "\(MethodStyle.slot(index).points) notitle"
            }
            let theory = "\(guide) with lines dashtype 2 linewidth 0.8 linecolor rgb \"#555555\" notitle"
            return plotCommand(bands + whiskers + lines + [theory])
        }
        func axis(_ panel: Int) -> FigureAxis {
            .logarithmic(
                policies.indices.flatMap { blocks[panel * policies.count + $0].rows }
                    .flatMap { $0[1...].compactMap { Double($0) } })
        }
        let runs = replays.count
        return Figure(
            sheet,
            caption:
                "Drift plus penalty on recorded slots, without training: mean virtual queue in allowances (top) and "
                + "utility per round below the bound of all sequences of sets that spend as much (bottom) against the "
                + "penalty weight V; \(policies.joined(separator: ", ")). Mean over \(runs) recorded run\(runs == 1 ? "" : "s")"
                + "\(sheet.spread.note). Dashed: slopes 1 and −1.",
            blocks: blocks,
            stack: PanelStack(
                width: sheet.width,
                legend: FigureLegend(
                    policies.enumerated().map { .init($1, .curve(MethodStyle.slot($0))) }
                        + [.init("slopes 1 and −1", .line(color: "#555555", dashType: 2))], width: sheet.width),
                x: .settings(weights), xTitle: "penalty weight V",
                panels: [
                    .init(
                        axis: axis(0), title: "mean queue, allowances", height: 3.3, plot: plots(0, guide: queueGuide)),
                    .init(
                        axis: axis(1), title: "utility gap per round", height: 3.3, plot: plots(1, guide: gapGuide)),
                ]))
    }
}
