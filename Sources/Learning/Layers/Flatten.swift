import Documents

/// An image as a flat vector; within it height, then width, then channel (fastest).
public struct Flatten: Layer {
    public static let kind = "flatten"
    public static let abstract = "an image as a flat vector"

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public func append(to plan: inout NetworkPlan) { plan.flatten() }
}

extension Layer where Self == Flatten {
    public static var flatten: Flatten { Flatten() }
}
