import Documents

/// w ← w + Δ: plain FedAvg.
public struct Averaging: ServerOptimizer {
    public static let kind = "averaging"
    public static let abstract = "the model moves by the aggregated update: FedAvg"

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public mutating func apply(update: [Float], to parameters: inout [Float]) {
        checkLengths(update, parameters, earlier: [])
        for i in update.indices { parameters[i] += update[i] }
    }
}
