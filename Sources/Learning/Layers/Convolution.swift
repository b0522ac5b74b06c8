import Documents

/// Square convolution (cross-correlation, as in PyTorch): `outputs` channels, `kernel`×`kernel`, zero padding.
public struct Convolution: Layer {
    public static let kind = "convolution"
    public static let abstract = "square convolution with zero padding"
    public static let takesReLU = true

    public let outputs: Int
    public let kernel: Int
    public let stride: Int
    public let padding: Int
    public let bias: Bool

    public init(outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, bias: Bool = true) {
        (self.outputs, self.kernel, self.stride) = (outputs, kernel, stride)
        (self.padding, self.bias) = (padding, bias)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            outputs: try reader.integer("outputs", atLeast: 1, help: "channels of the output"),
            kernel: try reader.integer("kernel", atLeast: 1, help: "height and width of the window, pixels"),
            stride: try reader.integer("stride", atLeast: 1, default: 1, help: "pixels from window to window"),
            padding: try reader.integer("padding", atLeast: 0, default: 0, help: "zeros at each edge, pixels"),
            bias: try reader.bool("bias", default: true, help: "adds a number per output channel"))
    }

    private static let largestPadding = 1 << 12

    public func append(to plan: inout NetworkPlan) throws {
        let operation = try place(in: &plan, for: self, input: plan.shape, rectified: plan.isRectified)
        plan.append(operation, shape: operation.outputShape)
    }

    /// Checks the convolution of `input` and places its parameters, for `layer`, which may consist of several.
    func place(
        in plan: inout NetworkPlan, for layer: some Layer, part: String = "", input: ImageShape, rectified: Bool
    ) throws -> ConvolutionOperation {
        try plan.requireImage(layer)
        try plan.require(
            outputs >= 1 && kernel >= 1 && stride >= 1 && padding >= 0, layer,
            "\(outputs) outputs, kernel \(kernel), stride \(stride), padding \(padding); expected 1, 1, 1 and 0 at least"
        )
        try plan.requireMemory(layer, "weights", kernel, kernel, input.channels, outputs)
        try plan.require(
            padding <= Self.largestPadding, layer, "padding \(padding), expected \(Self.largestPadding) at most")
        try plan.require(
            kernel <= min(input.height, input.width) + 2 * padding, layer,
            "a kernel of \(kernel)×\(kernel) is larger than the image of \(input) with padding \(padding)")
        let height = (input.height + 2 * padding - kernel) / stride + 1
        let width = (input.width + 2 * padding - kernel) / stride + 1
        try plan.requireMemory(layer, "numbers in its output", outputs, height, width)
        let fanIn = kernel * kernel * input.channels
        let weight = plan.place(layer, part + "weight", count: fanIn * outputs, fanIn: fanIn)
        return ConvolutionOperation(
            unfolded: UnfoldedImage(
                input: input, outputHeight: height, outputWidth: width, kernel: kernel, stride: stride,
                padding: padding),
            outputChannels: outputs, rectified: rectified, weight: weight,
            bias: bias ? plan.place(layer, part + "bias", count: outputs) : nil)
    }
}

extension ConvolutionOperation {
    var outputShape: ImageShape {
        ImageShape(channels: outputChannels, height: unfolded.outputHeight, width: unfolded.outputWidth)
    }
}

extension Layer where Self == Convolution {
    public static func convolution(
        outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, bias: Bool = true
    ) -> Convolution {
        Convolution(outputs: outputs, kernel: kernel, stride: stride, padding: padding, bias: bias)
    }
}
