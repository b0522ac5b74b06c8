import Documents
import Learning

/// Which examples are used.
public struct DataSelection: Sendable {
    public let source: DatasetSource
    /// Random subsets, the same for all seeds; nil is everything.
    public let trainExamples: Int?
    public let testExamples: Int?
}

extension DataSelection {
    package init(_ reader: DocumentReader, folder: String) throws {
        source = try DatasetSource(reader, folder: folder)
        trainExamples = try reader.optionalInteger(
            "trainExamples", atLeast: 1, help: "a random subset, the same for all seeds; all if absent")
        testExamples = try reader.optionalInteger("testExamples", atLeast: 1, help: "likewise of the test set")
    }
}
