import Reproducibility

/// How many examples of each part of a data set are used: random ones, the same for all seeds; nil is everything.
///
/// Seeds vary the partition, the start and the order, not the task.
public struct ExampleChoice: Sendable, Hashable {
    public let train: Int?
    public let test: Int?

    public init(train: Int?, test: Int?) { (self.train, self.test) = (train, test) }

    /// The rows of a part of `count` examples, ascending; nil for all of them, also where it has fewer than are asked for.
    func rows(of part: DataPart, count: Int) -> [Int]? {
        let (wanted, key) =
            switch part {
            case .training: (train, "trainExamples")
            case .test: (test, "testExamples")
            }
        guard let wanted, wanted <= count else { return nil }
        var stream = RandomStream(seed: 0, "subset", key)
        return stream.sample(wanted, outOf: count).sorted()
    }
}

extension DatasetSplit {
    /// The chosen examples alone.
    public func chosen(_ choice: ExampleChoice) -> DatasetSplit {
        func part(_ dataset: Dataset, _ part: DataPart) -> Dataset {
            choice.rows(of: part, count: dataset.count).map(dataset.subset) ?? dataset
        }
        return DatasetSplit(train: part(train, .training), test: part(test, .test))
    }
}
