import Documents
import LinearAlgebra

/// Normalization over groups of channels (Wu and He 2018) with a scale and a shift per channel.
public struct GroupNorm: Layer {
    public static let kind = "groupNorm"
    public static let abstract = "normalization over groups of channels with a scale and a shift per channel"
    public static let takesReLU = true

    /// A divisor of the number of channels.
    public let groups: Int
    /// Added to the variance; above 0.
    public let epsilon: Float

    public init(groups: Int, epsilon: Float = 1e-5) { (self.groups, self.epsilon) = (groups, epsilon) }

    public init(_ reader: DocumentReader) throws {
        self.init(groups: try reader.integer("groups", atLeast: 1, help: "how many; must divide the channels"))
    }

    public func append(to plan: inout NetworkPlan) throws {
        plan.append(
            try place(in: &plan, for: self, input: plan.shape, rectified: plan.isRectified), shape: plan.shape)
    }

    /// Checks the normalization of `input` and places its parameters, for `layer`, which may consist of several.
    func place(
        in plan: inout NetworkPlan, for layer: some Layer, part: String = "", input: ImageShape, rectified: Bool
    ) throws -> GroupNormOperation {
        try plan.requireImage(layer)
        try plan.require(
            groups >= 1 && input.channels % groups == 0, layer,
            "\(input.channels) channels do not divide into \(groups) groups")
        try plan.require(epsilon > 0, layer, "epsilon \(epsilon), expected above 0")
        return GroupNormOperation(
            input: input, groups: groups, epsilon: epsilon, rectified: rectified,
            scale: plan.place(layer, part + "scale", count: input.channels, start: 1),
            shift: plan.place(layer, part + "shift", count: input.channels))
    }
}

extension Layer where Self == GroupNorm {
    public static func groupNorm(groups: Int, epsilon: Float = 1e-5) -> GroupNorm {
        GroupNorm(groups: groups, epsilon: epsilon)
    }
}
