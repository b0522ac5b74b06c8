/// A data set's training and test part.
public struct DatasetSplit: Sendable, Equatable {
    public let train: Dataset
    public let test: Dataset

    /// - Precondition: both parts have the same shape and number of classes.
    public init(train: Dataset, test: Dataset) {
        precondition(
            train.shape == test.shape && train.classCount == test.classCount
                && train.targets.classCount == test.targets.classCount,
            "train has \(train.classCount) classes of \(train.shape), test \(test.classCount) of \(test.shape)")
        (self.train, self.test) = (train, test)
    }

    /// Splits one data set without a test part of its own: every fifth row (4, 9, 14, …) is for testing.
    public init(everyFifthRowForTestingOf dataset: Dataset) {
        self.init(
            train: dataset.subset((0..<dataset.count).filter { $0 % 5 != 4 }),
            test: dataset.subset((0..<dataset.count).filter { $0 % 5 == 4 }))
    }
}
