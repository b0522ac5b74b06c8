import Documents

extension Solver {
    package init(_ reader: DocumentReader, default fallback: String = "doubleGreedy") throws {
        let kinds = [
            "doubleGreedy", "randomizedDoubleGreedy", "greedy", "lazyGreedy", "stochasticGreedy", "localSearch",
            "exhaustive", "exact",
        ]
        switch try reader.kind(among: kinds, default: fallback) {
        case "doubleGreedy": self = .deterministicDoubleGreedy(try reader.choice("order", default: .index))
        case "randomizedDoubleGreedy": self = .randomizedDoubleGreedy(try reader.choice("order", default: .index))
        case "greedy": self = .greedy
        case "lazyGreedy": self = .lazyGreedy
        case "stochasticGreedy":
            self = .stochasticGreedy(epsilon: try reader.number("epsilon", .within(0.001...0.999), default: 0.1))
        case "localSearch": self = .localSearch
        case "exhaustive": self = .exhaustive
        default:
            self = .exact(
                timeLimitSeconds: nil, nodeLimit: try reader.optionalInteger("nodeLimit", atLeast: 1))
        }
    }
}
