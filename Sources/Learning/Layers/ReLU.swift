import Documents

/// max(x, 0); the derivative at 0 is 0. The layer before it applies it.
public struct ReLU: Layer {
    public static let kind = "relu"
    public static let abstract = "max(x, 0), after linear, convolution or groupNorm"

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public func append(to plan: inout NetworkPlan) throws {
        try plan.require(
            plan.previous.map { type(of: $0).takesReLU } ?? false, self,
            "it must follow a layer that applies it, such as linear, convolution or groupNorm, not "
                + (plan.previous?.kind ?? "the input"))
    }
}

extension Layer where Self == ReLU {
    public static var relu: ReLU { ReLU() }
}
