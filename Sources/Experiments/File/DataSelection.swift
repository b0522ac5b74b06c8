import Documents
import Learning

/// Which examples are used.
public struct DataSelection: Sendable {
    public let source: any DataSource
    /// Whether channels are centred and scaled by the training part's mean and deviation.
    public let normalizes: Bool
    /// Random subsets, the same for all seeds; nil is everything.
    public let trainExamples: Int?
    public let testExamples: Int?
}

extension DataSelection {
    package init(_ reader: DocumentReader) throws {
        source = try dataSources.read(reader)
        normalizes = try reader.bool(
            "normalize", default: false, help: "centre and scale channels by the training part's mean and deviation")
        guard !normalizes || !(source is any TextDataSource) else {
            throw reader.error("normalize", "tokens of a text cannot be centred and scaled; leave it out")
        }
        trainExamples = try reader.optionalInteger(
            "trainExamples", atLeast: 1, help: "a random subset, the same for all seeds; all if absent")
        testExamples = try reader.optionalInteger("testExamples", atLeast: 1, help: "likewise of the test set")
    }
}
