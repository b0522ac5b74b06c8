import Documents
import Reproducibility

/// The mean of each coordinate without its ⌊β·|S|⌋ smallest and as many largest values; β = 0 is `uniform`.
///
/// Source: Yin, Chen, Ramchandran, Bartlett, ICML 2018, as `coordinateMedian`. Sites count alike, whatever their data.
public struct TrimmedMeanAggregation: Aggregation {
    public static let kind = "trimmedMean"
    public static let abstract = "the mean of each coordinate without its extremes"
    public static let needs: AggregationNeeds = .coordinates

    /// β in [0, 0.5).
    public let trim: Double

    public init(trim: Double = 0.2) {
        precondition(0 <= trim && trim < 0.5, "a trim of \(trim)")
        self.trim = trim
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            trim: try reader.number(
                "trim", .within(0...0.499), default: 0.2, help: "β, the part of the sites that is cut at each end"))
    }

    public mutating func aggregate(_ round: AggregationRound, into sum: inout [Float]) -> [Double] {
        let count = round.updates.count
        addTrimmedMean(of: round.updates, trimming: Int(saturating: trim * Double(count)), to: &sum)
        return [Double](repeating: 1 / Double(count), count: count)
    }
}
