import Documents

/// FedAvg over the sites that trained: a_i = p_i / Σ_S p.
///
/// Source: McMahan et al., "Communication-efficient learning of deep networks from decentralized data", AISTATS 2017.
public struct DataSizeAggregation: Aggregation {
    public static let kind = "dataSize"
    public static let abstract = "FedAvg: sites that trained weigh by their data"

    public init() {}
    public init(_ reader: DocumentReader) { self.init() }

    public mutating func aggregate(_ round: AggregationRound, into sum: inout [Float]) -> [Double] {
        let weights = round.dataShares
        round.add(weights, to: &sum)
        return weights
    }
}
