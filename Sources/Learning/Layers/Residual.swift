import Documents

/// relu(x' + groupNorm(conv3×3(relu(groupNorm(conv3×3(x)))))), where x' is x, or a strided 1×1 convolution of x if
/// the shape changes; convolutions without bias (He et al. 2016, with group in place of batch normalization).
public struct Residual: Layer {
    public static let kind = "residual"
    public static let abstract = "residual block of two 3×3 convolutions with group normalization"

    public let outputs: Int
    public let stride: Int
    /// A divisor of `outputs`.
    public let groups: Int

    public init(outputs: Int, stride: Int = 1, groups: Int) {
        (self.outputs, self.stride, self.groups) = (outputs, stride, groups)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            outputs: try reader.integer("outputs", atLeast: 1, help: "channels of the output"),
            stride: try reader.integer(
                "stride", atLeast: 1, default: 1, help: "of the first convolution and of the shortcut, pixels"),
            groups: try reader.integer("groups", atLeast: 1, help: "of the normalizations; must divide the outputs"))
    }

    public func append(to plan: inout NetworkPlan) throws {
        let input = plan.shape
        let norm = GroupNorm(groups: groups)
        let convolution1 = try convolution(kernel: 3, stride: stride)
            .place(in: &plan, for: self, part: "convolution1.", input: input, rectified: false)
        let output = convolution1.outputShape
        let norm1 = try norm.place(in: &plan, for: self, part: "norm1.", input: output, rectified: true)
        let convolution2 = try convolution(kernel: 3, stride: 1)
            .place(in: &plan, for: self, part: "convolution2.", input: output, rectified: false)
        let norm2 = try norm.place(in: &plan, for: self, part: "norm2.", input: output, rectified: false)
        let projection =
            input == output
            ? nil
            : try convolution(kernel: 1, stride: stride)
                .place(in: &plan, for: self, part: "projection.", input: input, rectified: false)
        plan.append(
            ResidualOperation(
                convolution1: convolution1, norm1: norm1, convolution2: convolution2, norm2: norm2,
                projection: projection),
            shape: output)
    }

    private func convolution(kernel: Int, stride: Int) -> Convolution {
        Convolution(outputs: outputs, kernel: kernel, stride: stride, padding: kernel / 2, bias: false)
    }
}

extension Layer where Self == Residual {
    public static func residual(outputs: Int, stride: Int = 1, groups: Int) -> Residual {
        Residual(outputs: outputs, stride: stride, groups: groups)
    }
}
