import Documents
import LinearAlgebra

/// Fashion-MNIST: 60,000 + 10,000 grey images of 28×28 in 10 classes (Xiao, Rasul, Vollgraf 2017), four gzip'd IDX files.
public struct FashionMNISTSource: DataSource {
    public static let kind = "fashionMNIST"
    public static let abstract = "Fashion-MNIST: 70,000 grey images of 28×28 in 10 classes"

    /// Nil is where Debian's package `dataset-fashion-mnist` puts the files.
    public let directory: String?

    public init(directory: String? = nil) { self.directory = directory }

    public init(_ reader: DocumentReader) throws {
        self.init(
            directory: try reader.optionalPath(
                "directory", help: "folder of the four IDX files; that of Debian's package if absent"))
    }

    private var folder: String { directory ?? "/usr/share/datasets/fashion-mnist" }

    public var files: [String] {
        existing(
            ["train", "t10k"].flatMap {
                ["\(folder)/\($0)-images-idx3-ubyte.gz", "\(folder)/\($0)-labels-idx1-ubyte.gz"]
            })
    }

    public func load(context _: Int?) throws -> DatasetSplit {
        let (train, test) = (try part("train"), try part("t10k"))
        guard test.shape == train.shape else {
            throw DatasetError.malformed(
                path: "\(folder)/t10k-images-idx3-ubyte.gz", place: "shape of an image", found: "\(test.shape)",
                expected: "\(train.shape) as in train-images-idx3-ubyte.gz")
        }
        return DatasetSplit(train: train, test: test)
    }

    private func part(_ prefix: String) throws -> Dataset {
        try Dataset(
            name: "fashion-mnist", imagesPath: "\(folder)/\(prefix)-images-idx3-ubyte.gz",
            labelsPath: "\(folder)/\(prefix)-labels-idx1-ubyte.gz", classCount: 10, scale: 255,
            advice: """
                On Debian and Ubuntu: apt-get install dataset-fashion-mnist. Elsewhere: put the four *-ubyte.gz files of \
                github.com/zalandoresearch/fashion-mnist into a folder and name it in the experiment's data section, or \
                use the digits, which need no install.
                """)
    }
}
