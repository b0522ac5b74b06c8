import Documents

/// CIFAR-10: 50,000 + 10,000 colour images of 32×32 in 10 classes (Krizhevsky 2009), the official binary version.
public struct CIFAR10Source: DataSource {
    public static let kind = "cifar10"
    public static let abstract = "CIFAR-10: 60,000 colour images of 32×32 in 10 classes"

    /// Of the files or of the folder that the archive unpacks to.
    public let directory: String

    public init(directory: String? = nil) { self.directory = directory ?? "Datasets" }

    public init(_ reader: DocumentReader) throws {
        self.init(
            directory: try reader.optionalPath("directory", help: "folder of the binary version; Datasets if absent"))
    }

    private var cifar: CIFARFiles {
        CIFARFiles(
            kind: Self.kind, name: "cifar10", classCount: 10, labelBytes: 1, labelIndex: 0,
            subfolder: "cifar-10-batches-bin", trainFiles: (1...5).map { "data_batch_\($0).bin" },
            testFile: "test_batch.bin")
    }

    public var files: [String] { existing(cifar.relativePaths.map { "\(directory)/\($0)" }) }
    public var archive: DatasetArchive? {
        cifar.archive("cifar-10-binary.tar.gz", md5: "c32a1d4ab5d03f1284b67883e8d87530")
    }
    public func load(context _: Int?) throws -> DatasetSplit { try cifar.load(directory: directory) }
}
