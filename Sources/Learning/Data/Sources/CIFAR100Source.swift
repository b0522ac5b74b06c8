import Documents

/// CIFAR-100: 50,000 + 10,000 colour images of 32×32 in 100 fine or 20 coarse classes (Krizhevsky 2009), the official
/// binary version.
public struct CIFAR100Source: DataSource {
    public static let kind = "cifar100"
    public static let abstract = "CIFAR-100: 60,000 colour images of 32×32 in 100 fine or 20 coarse classes"

    public enum Labels: String, Sendable, Hashable, CaseIterable { case fine, coarse }

    /// Of the files or of the folder that the archive unpacks to.
    public let directory: String
    public let labels: Labels

    public init(directory: String? = nil, labels: Labels = .fine) {
        (self.directory, self.labels) = (directory ?? "Datasets", labels)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            directory: try reader.optionalPath("directory", help: "folder of the binary version; Datasets if absent"),
            labels: try reader.choice("labels", default: .fine, help: "100 fine or 20 coarse classes"))
    }

    private var cifar: CIFARFiles {
        CIFARFiles(
            kind: Self.kind, name: labels == .fine ? "cifar100" : "cifar100-coarse",
            classCount: labels == .fine ? 100 : 20, labelBytes: 2, labelIndex: labels == .fine ? 1 : 0,
            subfolder: "cifar-100-binary", trainFiles: ["train.bin"], testFile: "test.bin")
    }

    public var files: [String] { existing(cifar.relativePaths.map { "\(directory)/\($0)" }) }
    public var archive: DatasetArchive? {
        cifar.archive("cifar-100-binary.tar.gz", md5: "03b5dce01913d631647c71ecec9e9cb8")
    }
    public func load(context _: Int?) throws -> DatasetSplit { try cifar.load(directory: directory) }
}
