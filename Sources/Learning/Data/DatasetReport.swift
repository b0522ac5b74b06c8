import Foundation

/// What `cafe data check` finds in a data set.
public struct DatasetReport: Sendable, Encodable {
    public struct File: Sendable, Encodable {
        public let path: String
        public let md5: String
    }

    public let name: String
    /// channels×height×width
    public let shape: String
    public let classes: Int
    public let train: Int
    public let test: Int
    public let trainPerClass: [Int]
    public let testPerClass: [Int]
    public let files: [File]

    enum CodingKeys: String, CodingKey {
        case name, shape, classes, train, test, files
        case trainPerClass = "train_per_class"
        case testPerClass = "test_per_class"
    }

    /// Reads everything.
    ///
    /// - Throws: what the readers throw.
    public init(_ source: any DataSource) throws {
        let split = try source.load()
        name = split.train.name
        shape = split.train.shape.description
        classes = split.train.classCount
        train = split.train.count
        test = split.test.count
        trainPerClass = split.train.classCounts()
        testPerClass = split.test.classCounts()
        files = try source.files.map { File(path: $0, md5: try DatasetArchive.md5(of: $0)) }
    }
}
