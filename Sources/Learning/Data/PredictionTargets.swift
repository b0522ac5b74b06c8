/// What is to be predicted of the examples of a data set: a class of each, or of a text the token after each of its tokens.
public struct PredictionTargets: Sendable, Equatable {
    /// n × `perExample`; below 0 where nothing follows, as after the end of a text.
    private let values: [Int32]
    public let perExample: Int
    public let classCount: Int

    /// - Precondition: whole examples, each target below the number of classes.
    public init(_ values: [Int32], perExample: Int = 1, classCount: Int) {
        precondition(
            perExample >= 1 && values.count.isMultiple(of: perExample),
            "\(values.count) targets, \(perExample) an example")
        precondition(values.allSatisfy { $0 < Int32(classCount) }, "a target outside 0..<\(classCount)")
        (self.values, self.perExample, self.classCount) = (values, perExample, classCount)
    }

    /// Number of examples.
    public var count: Int { values.count / perExample }

    /// The class at a place of an example; nil where there is nothing to predict.
    public subscript(example: Int, place: Int) -> Int? {
        let value = values[example * perExample + place]
        return value < 0 ? nil : Int(value)
    }

    func subset(_ rows: [Int]) -> PredictionTargets {
        PredictionTargets(
            rows.flatMap { values[$0 * perExample..<($0 + 1) * perExample] }, perExample: perExample,
            classCount: classCount)
    }
}
