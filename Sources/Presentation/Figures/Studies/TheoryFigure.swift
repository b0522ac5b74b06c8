import Analysis

/// Queue and utility gap of replayed policies against the penalty weight V, on logarithmic axes beside the slopes that
/// theory gives: O(V) and O(1/V).
public struct TheoryFigure: FigureKind {
    public static let kind = "theory-check"
    public static let abstract = "queue and utility gap of replayed policies against the penalty weight V"

    public init() {}

    /// - Parameter replays: by run; runs, seeds in most cases, become the band. Each run has the same policies and weights.
    /// - Throws: `FigureError.nothingToShow` without two positive weights of a policy, or without bounds.
    public func draw(_ replays: [[PolicyReplay]], name: String) throws -> Figure {
        let all = replays.flatMap(\.self).filter { $0.penaltyWeight.map { $0 > 0 } ?? false && $0.upperBound != nil }
        var policies: [String] = []
        for replay in all where !policies.contains(replay.policy) { policies.append(replay.policy) }
        let weights = Set(all.compactMap(\.penaltyWeight)).sorted()
        guard let least = weights.first, let largest = weights.last, weights.count > 1 else {
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
            let bands = policies.indices.map { index in
                "data index \(panel * policies.count + index) using 1:3:4 with filledcurves linecolor rgb "
                    + "\"\(MethodStyle.slot(index).color)\" notitle"
            }
            let lines = policies.indices.map { index in
                "data index \(panel * policies.count + index) using 1:2 with linespoints linewidth 1.6 "
                    + "\(MethodStyle.slot(index).points) "
                    + (panel == 0 ? "title \(policies[index].gnuplotQuoted)" : "notitle")
            }
            let theory =
                "\(guide) with lines dashtype 2 linewidth 0.8 linecolor rgb \"#555555\" "
                + (panel == 0 ? "title \"slopes 1 and −1\"" : "notitle")
            return plotCommand(bands + lines + [theory])
        }
        let runs = replays.count
        return Figure(
            name: name,
            caption:
                "Drift plus penalty on recorded slots, without training: mean virtual queue in allowances (top) and "
                + "utility per round below the bound of all sequences of sets that spend as much (bottom) against the "
                + "penalty weight V; \(policies.joined(separator: ", ")). Mean over \(runs) recorded run\(runs == 1 ? "" : "s"); "
                + "bands: one standard error. Dashed: slopes 1 and −1.",
            heightCentimetres: 8.8, blocks: blocks,
            commands: """
                set multiplot
                set logscale xy
                set lmargin at screen 0.19
                set tmargin at screen 0.97
                set rmargin at screen 0.96
                set bmargin at screen 0.57
                set key top left
                set ylabel offset 0.5, 0
                set xrange [\(least * 0.8):\(largest * 1.25)]
                set format x ""
                set format y "%g"
                set ylabel "mean queue, allowances"
                \(plots(0, guide: queueGuide))
                set tmargin at screen 0.52
                set bmargin at screen 0.13
                set format x "%g"
                set xlabel "penalty weight V"
                unset key
                set ylabel "utility gap per round"
                \(plots(1, guide: gapGuide))
                unset multiplot
                """)
    }
}
