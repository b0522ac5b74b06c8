import Documents

/// Mean over height and width of each channel.
public struct GlobalAveragePool: Layer {
    public static let kind = "globalAveragePool"
    public static let abstract = "mean over height and width of each channel"

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public func append(to plan: inout NetworkPlan) throws {
        try plan.requireImage(self)
        plan.append(
            GlobalAveragePoolOperation(input: plan.shape),
            shape: ImageShape(channels: plan.shape.channels, height: 1, width: 1))
    }
}

extension Layer where Self == GlobalAveragePool {
    public static var globalAveragePool: GlobalAveragePool { GlobalAveragePool() }
}
