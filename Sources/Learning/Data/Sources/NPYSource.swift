import Documents

/// One's own data as `.npy` files (`NumPyPair`); without test files every fifth row is for testing.
public struct NPYSource: DataSource {
    public static let kind = "npy"
    public static let abstract = "your own features and labels as .npy files"

    public struct TestFiles: Sendable, Hashable {
        public let features: String
        public let labels: String
    }

    public let features: String
    public let labels: String
    public let test: TestFiles?
    public let layout: ImageLayout?

    public init(features: String, labels: String, test: TestFiles? = nil, layout: ImageLayout? = nil) {
        (self.features, self.labels, self.test, self.layout) = (features, labels, test, layout)
    }

    public init(_ reader: DocumentReader) throws {
        let testFeatures = try reader.optionalPath(
            "testFeatures", help: "of a test set, with testLabels; without it every fifth row is for testing")
        self.init(
            features: try reader.path(
                "features", help: "examples × features, × height × width, or × channels × height × width"),
            labels: try reader.path("labels", help: "a whole number from 0 per example"),
            test: try testFeatures.map {
                TestFiles(features: $0, labels: try reader.path("testLabels", help: "labels of the test set"))
            },
            layout: try reader.optionalString(
                "layout", help: "channelsFirst or channelsLast, of images with channels; first by default"
            ).map { word in
                guard let layout = ImageLayout(rawValue: word) else {
                    throw reader.error("layout", "'\(word)' is unknown; expected channelsFirst or channelsLast")
                }
                return layout
            })
    }

    public var files: [String] {
        existing([features, labels] + (test.map { [$0.features, $0.labels] } ?? []))
    }

    public func load(context _: Int?) throws -> DatasetSplit {
        let train = try NumPyPair(features: features, labels: labels, layout: layout).load()
        guard let test else { return DatasetSplit(everyFifthRowForTestingOf: train) }
        let held = try NumPyPair(features: test.features, labels: test.labels, layout: layout)
            .load(classCount: train.classCount)
        guard held.shape == train.shape else {
            throw DatasetError.unsuitable(
                path: test.features, place: "shape of an example", found: "\(held.shape)",
                expected: "\(train.shape) as in \(features)")
        }
        return DatasetSplit(train: train, test: held)
    }
}
