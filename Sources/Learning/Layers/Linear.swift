import Documents

/// y = x·W + b on a flat vector.
public struct Linear: Layer {
    public static let kind = "linear"
    public static let abstract = "y = x·W + b on a flat vector"
    public static let takesReLU = true

    /// At least 1.
    public let outputs: Int

    public init(outputs: Int) { self.outputs = outputs }

    public init(_ reader: DocumentReader) throws {
        self.init(outputs: try reader.integer("outputs", atLeast: 1, help: "length of y"))
    }

    public func append(to plan: inout NetworkPlan) throws {
        let shape = plan.shape
        try plan.require(outputs >= 1, self, "\(outputs) outputs, expected 1 at least")
        try plan.require(
            shape.height == 1 && (shape.width == 1 || shape.channels == 1), self,
            "its input is an image of \(shape); put flatten or globalAveragePool before it")
        try plan.requireMemory(self, "weights", shape.count, outputs)
        let weight = plan.place(self, "weight", count: shape.count * outputs, fanIn: shape.count)
        let bias = plan.place(self, "bias", count: outputs)
        plan.append(
            LinearOperation(
                inputCount: shape.count, outputCount: outputs, rectified: plan.isRectified, weight: weight, bias: bias),
            outputs: outputs)
    }
}

extension Layer where Self == Linear {
    public static func linear(outputs: Int) -> Linear { Linear(outputs: outputs) }
}
