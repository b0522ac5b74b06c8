import LinearAlgebra

/// Labelled examples in memory: one row of `features` and one label each, which is what is predicted unless `targets` says
/// otherwise.
public struct Dataset: Sendable, Equatable {
    public let name: String
    /// n × `shape.count`; within a row channels, then rows, then columns of the image.
    public let features: Matrix
    /// n classes, each in `0..<classCount`.
    public let labels: [Int32]
    public let shape: ImageShape
    public let classCount: Int
    /// What is predicted of each example.
    public let targets: PredictionTargets

    /// - Parameter targets: nil predicts the labels.
    /// - Precondition: the counts agree and every label is in range; readers check this and throw before they get here.
    public init(
        name: String, features: Matrix, labels: [Int32], shape: ImageShape, classCount: Int,
        targets: PredictionTargets? = nil
    ) {
        precondition(
            features.rows == labels.count && features.columns == shape.count,
            "\(features.rows)×\(features.columns) features, \(labels.count) labels, examples of \(shape)")
        precondition(classCount >= 1, "a data set of \(classCount) classes")
        precondition(
            labels.allSatisfy { 0..<Int32(classCount) ~= $0 }, "a label outside 0..<\(classCount) in \(name)")
        let targets = targets ?? PredictionTargets(labels, classCount: classCount)
        precondition(targets.count == labels.count, "targets of \(targets.count) examples for \(labels.count)")
        self.targets = targets
        self.name = name
        self.features = features
        self.labels = labels
        self.shape = shape
        self.classCount = classCount
    }

    /// Number of examples.
    public var count: Int { labels.count }

    /// The given rows, in the given order; repetition is allowed.
    public func subset(_ rows: [Int]) -> Dataset {
        let elements = [Float](unsafeUninitializedCapacity: rows.count * shape.count) { buffer, filled in
            features.elements.withUnsafeBufferPointer { source in
                for (i, row) in rows.enumerated() {
                    precondition(0..<count ~= row, "row \(row) of \(count) examples")
                    (buffer.baseAddress! + i * shape.count).initialize(
                        from: source.baseAddress! + row * shape.count, count: shape.count)
                }
            }
            filled = rows.count * shape.count
        }
        return Dataset(
            name: name, features: Matrix(rows: rows.count, columns: shape.count, elements: elements),
            labels: rows.map { labels[$0] }, shape: shape, classCount: classCount, targets: targets.subset(rows))
    }

    /// Number of examples of each class among `rows` (all if nil).
    public func classCounts(of rows: [Int]? = nil) -> [Int] {
        var counts = [Int](repeating: 0, count: classCount)
        if let rows {
            for row in rows { counts[Int(labels[row])] += 1 }
        } else {
            for label in labels { counts[Int(label)] += 1 }
        }
        return counts
    }
}
