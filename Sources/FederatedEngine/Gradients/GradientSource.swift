import Documents

/// Where the gradients of a selection come from, and so what they cost.
public struct GradientSource: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Every site computes its full-data gradient at the current model each round; each pass is charged.
        case exact
        /// The last update that a site sent, Δ/(steps·learning rate). Free but for round 0, whose exact gradients are
        /// charged.
        case stale
        /// The last update that a site sent, as `stale`, and never a probe: a site that has not trained yet counts as zero.
        case updates
        /// Every site computes the gradient by its last layer alone, mean of (softmax − onehot) ⊗ (features, 1): a forward
        /// pass and one product are charged each round.
        case lastLayer
        /// Every site computes its gradient on a weighted coreset of its examples each round: of each class about
        /// `fraction`, in (0, 1], by greedy k-center on the inputs, weighted by how many examples are nearest. The coreset
        /// is chosen once; the passes over it and, the first time, the distances are charged. 1 is `exact`.
        case coreset(fraction: Double)
    }

    public let kind: Kind
    /// k: gradients are projected to so many dimensions before they are compared (`GradientSketch`); nil compares them
    /// whole. The memory of the selection is then N×k numbers instead of N×P.
    public let dimensions: Int?

    /// - Precondition: fraction in (0, 1], dimensions in `GradientSketch.dimensionRange`.
    public init(_ kind: Kind, dimensions: Int? = nil) {
        if case .coreset(let fraction) = kind {
            precondition(0 < fraction && fraction <= 1, "a fraction of \(fraction)")
        }
        precondition(
            dimensions.map(GradientSketch.dimensionRange.contains) ?? true, "\(dimensions ?? 0) dimensions")
        (self.kind, self.dimensions) = (kind, dimensions)
    }

    public static let exact = GradientSource(.exact)
    public static let stale = GradientSource(.stale)
    public static let updates = GradientSource(.updates)
    public static let lastLayer = GradientSource(.lastLayer)
    public static func coreset(fraction: Double) -> GradientSource { GradientSource(.coreset(fraction: fraction)) }
}

/// All gradient sources, by the value of `gradients.kind`.
public let gradientSources = Registry<GradientSource>(
    "gradient source", plural: "gradient sources",
    [
        .init("updates", "the last update that a site sent; no probe") { try GradientSource(.updates, reading: $0) },
        .init("stale", "the last update that a site sent, after one exact probe in round 0") {
            try GradientSource(.stale, reading: $0)
        },
        .init("exact", "every site's full gradient in each round, charged") {
            try GradientSource(.exact, reading: $0)
        },
        .init("lastLayer", "every site's gradient by the last layer alone, charged") {
            try GradientSource(.lastLayer, reading: $0)
        },
        .init("coreset", "every site's gradient on a coreset of its examples, charged") {
            try GradientSource(
                .coreset(
                    fraction: try $0.number(
                        "fraction", .within(0.001...1), default: 0.1, help: "part of each class in the coreset")),
                reading: $0)
        },
    ])

extension GradientSource {
    fileprivate init(_ kind: Kind, reading reader: DocumentReader) throws {
        self.init(
            kind,
            dimensions: try reader.optionalInteger(
                "dimensions", in: GradientSketch.dimensionRange,
                help: "k, gradients are projected to so many numbers; whole if absent"))
    }
}
