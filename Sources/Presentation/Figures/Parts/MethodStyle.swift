import Documents
import FederatedEngine
import Reproducibility
import RunStore

/// Colour, marker and dash of a method's line.
///
/// The colours are those of Okabe and Ito, which people with any common colour blindness tell apart; markers and dashes
/// carry the same information for those who print in grey.
public struct MethodStyle: Sendable, Equatable {
    public var color: String
    public var pointType: Int
    public var dashType: Int

    /// `linecolor …` and so on, for a plot command.
    var line: String { "linecolor rgb \"\(color)\" dashtype \(dashType)" }
    var points: String { "\(line) pointtype \(pointType)" }

    private static let colors = [
        "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31",
    ]
    private static let pointTypes = [7, 9, 5, 13, 11, 4, 6, 8]

    /// Eight colours with solid lines, then dashed and dotted.
    package static func slot(_ index: Int) -> MethodStyle {
        let round = index / colors.count
        return MethodStyle(
            color: colors[index % colors.count], pointType: pointTypes[(index + round) % pointTypes.count],
            dashType: round % 4 + 1)
    }

    /// The paper's method, apart from our default of the same kind.
    private static let reconstructedCafe = "cafe reconstructed"

    /// The kinds of policy whose styles are known from figures that are printed already, in the order of their slots.
    private static let known = [
        "cafe", "myopic", "lowestIntensity", "divFL", "random", "budgetedRandom", "full", reconstructedCafe,
        "powerOfChoice",
        "oort", "carbonOort", "fedZero", "lowcarb", "greenFL", "ecoLearn", "roundRobin", "threshold", "staticBest",
        "offlineOracle",
    ]

    /// The slot that a kind of policy has in every figure: after the known ones, the registry's other policies in its order.
    /// Nil for a kind that is not registered.
    package static func slot(of kind: String) -> Int? {
        if let slot = known.firstIndex(of: kind) { return slot }
        return selectionPolicies.kinds.filter { !known.contains($0) }.firstIndex(of: kind).map { known.count + $0 }
    }

    /// A style for each method, by name.
    ///
    /// The first method of a kind of policy has the kind's own style, so it looks the same in every figure; a second one
    /// has its colour with another dash and marker. Where three or more share a kind, these, and those of kinds without
    /// a style, get what no kind of the experiment uses, in order.
    public static func styles(of methods: [(name: String, kind: String?)]) -> [String: MethodStyle] {
        var taken = Set<Int>()
        var styles: [String: MethodStyle] = [:]
        for method in methods {
            guard let kind = method.kind, let slot = slot(of: kind) else { continue }
            if taken.insert(slot).inserted {
                styles[method.name] = .slot(slot)
            } else if methods.count(where: { $0.kind == kind }) == 2 {
                styles[method.name] = .slot(slot + 3 * colors.count)
            }
        }
        for method in methods where styles[method.name] == nil {
            let free = (0...).first { !taken.contains($0) } ?? 0
            taken.insert(free)
            styles[method.name] = .slot(free)
        }
        return styles
    }

    /// Styles of an experiment's methods.
    public static func styles(of record: ExperimentRecord) -> [String: MethodStyle] {
        styles(
            of: record.methods.map { method in
                let policy = method.runs.first?.configuration.policy
                return (method.name, policy?.variant == "reconstructed" ? reconstructedCafe : policy?.kind)
            })
    }

    /// Viridis without its bright end, which does not show on white.
    private static let ramp: [[Double]] = [
        [0x7A, 0xD1, 0x51], [0x22, 0xA8, 0x84], [0x2A, 0x78, 0x8E], [0x41, 0x44, 0x87], [0x44, 0x01, 0x54],
    ]

    /// `count` colours from light green to dark violet, for methods that differ in one number.
    public static func ordinal(_ count: Int) -> [MethodStyle] {
        (0..<count).map { index in
            let place = count == 1 ? Double(ramp.count - 1) : Double((ramp.count - 1) * index) / Double(count - 1)
            let lower = min(Int(saturating: place), ramp.count - 2)
            let channels = zip(ramp[lower], ramp[lower + 1]).map { light, dark in
                let text = String(
                    Int(saturating: light + (dark - light) * (place - Double(lower))), radix: 16, uppercase: true)
                return text.count == 1 ? "0" + text : text
            }
            return MethodStyle(
                color: "#" + channels.joined(), pointType: pointTypes[index % pointTypes.count], dashType: 1)
        }
    }
}
