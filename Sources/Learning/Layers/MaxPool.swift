import Documents

/// Largest of each `size`×`size` window, windows side by side; what does not fill a window at the edge is left out.
public struct MaxPool: Layer {
    public static let kind = "maxPool"
    public static let abstract = "largest number of each window, windows side by side"

    /// From 1 to the smaller side of the image.
    public let size: Int

    public init(size: Int) { self.size = size }

    public init(_ reader: DocumentReader) throws {
        self.init(size: try reader.integer("size", atLeast: 1, help: "height and width of a window, pixels"))
    }

    public func append(to plan: inout NetworkPlan) throws {
        let shape = plan.shape
        try plan.requireImage(self)
        try plan.require(
            size >= 1 && size <= min(shape.height, shape.width), self,
            "windows of \(size)×\(size) on an image of \(shape)")
        let operation = MaxPoolOperation(input: shape, size: size)
        plan.append(
            operation,
            shape: ImageShape(
                channels: shape.channels, height: operation.outputHeight, width: operation.outputWidth))
    }
}

extension Layer where Self == MaxPool {
    public static func maxPool(size: Int) -> MaxPool { MaxPool(size: size) }
}
