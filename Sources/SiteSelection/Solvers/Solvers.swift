import Documents

/// All solvers, by the value of `solver.kind`.
public let solvers = Registry<Solver>(
    "solver", plural: "solvers",
    [
        .init("automatic", "exact up to 100 sites, lazyGreedy beyond") { _ in .automatic },
        .init("exact", "the optimum with proof, by branch and bound") {
            .exact(
                timeLimitSeconds: nil,
                nodeLimit: try $0.optionalInteger(
                    "nodeLimit", atLeast: 1, help: "nodes of the search tree after which the best set so far is taken"))
        },
        .init("exhaustive", "every set, up to 20 sites") { _ in .exhaustive },
        .init("doubleGreedy", "deterministic double greedy of Buchbinder et al. 2012") {
            .deterministicDoubleGreedy(try visitingOrder($0))
        },
        .init("randomizedDoubleGreedy", "randomized double greedy, 1/2 of the optimum in expectation") {
            .randomizedDoubleGreedy(try visitingOrder($0))
        },
        .init("greedy", "the site of largest gain until none gains") { _ in .greedy },
        .init("lazyGreedy", "greedy with gains looked up only where they could lead") { _ in .lazyGreedy },
        .init("stochasticGreedy", "greedy over a random sample in each step") {
            .stochasticGreedy(
                epsilon: try $0.number(
                    "epsilon", .within(0.001...0.999), default: 0.1, help: "ε, the sample is ⌈√m·ln(1/ε)⌉ of m sites"))
        },
        .init("localSearch", "additions, removals and exchanges until none improves") { _ in .localSearch },
    ])

private func visitingOrder(_ reader: DocumentReader) throws -> VisitingOrder {
    try reader.choice("order", default: .index, help: "in which order the sites are visited")
}
