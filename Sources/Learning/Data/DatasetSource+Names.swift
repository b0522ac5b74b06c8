import Foundation

extension DatasetSource {
    /// Names that `init(named:)` knows.
    public static let names = ["digits", "fashionMNIST", "cifar10", "cifar100"]

    /// A data set by name, by the folder of its files, or by its `.npy` file of features.
    ///
    /// - Parameters:
    ///   - directory: folder of a data set given by name.
    ///   - labels: of a `.npy` file; nil is `<features>-labels.npy` beside it.
    /// - Throws: `DatasetError.missing` if it is none of these.
    public init(named name: String, directory: String? = nil, labels: String? = nil) throws {
        switch name {
        case "digits": self = .digits(directory: directory)
        case "fashionMNIST": self = .fashionMNIST(directory: directory)
        case "cifar10": self = .cifar10(directory: directory)
        case "cifar100": self = .cifar100(directory: directory, labels: .fine)
        default:
            if name.hasSuffix(".npy") {
                self = .numPy(
                    features: name, labels: labels ?? "\(name.dropLast(4))-labels.npy", testFeatures: nil,
                    testLabels: nil)
                return
            }
            func holds(_ file: String) -> Bool { FileManager.default.fileExists(atPath: "\(name)/\(file)") }
            if holds("data_batch_1.bin") || holds("cifar-10-batches-bin") {
                self = .cifar10(directory: name)
            } else if holds("train.bin") || holds("cifar-100-binary") {
                self = .cifar100(directory: name, labels: .fine)
            } else if holds("train-images-idx3-ubyte.gz") {
                self = .fashionMNIST(directory: name)
            } else if holds("images-idx3-ubyte.gz") {
                self = .digits(directory: name)
            } else {
                throw DatasetError.missing(
                    path: name,
                    advice: "Expected one of \(Self.names.joined(separator: ", ")), a folder with the files of one of "
                        + "them, or a .npy file.")
            }
        }
    }

    /// The files that `load` reads, as far as they exist.
    var files: [String] {
        let (directory, names): (String, [String]) =
            switch self {
            case .fashionMNIST(let directory):
                (
                    directory ?? Self.fashionMNISTDirectory,
                    ["train", "t10k"].flatMap { ["\($0)-images-idx3-ubyte.gz", "\($0)-labels-idx1-ubyte.gz"] }
                )
            case .digits(let directory):
                (directory ?? Self.findDigits(), ["images-idx3-ubyte.gz", "labels-idx1-ubyte.gz"])
            case .cifar10(let directory): (directory ?? "Datasets", CIFARFiles.cifar10.relativePaths)
            case .cifar100(let directory, let labels):
                (directory ?? "Datasets", CIFARFiles.cifar100(labels).relativePaths)
            case .numPy(let features, let labels, let testFeatures, let testLabels):
                ("", [features, labels] + [testFeatures, testLabels].compactMap { $0 })
            case .normalized(let source): ("", source.files)
            }
        return names.map { directory.isEmpty ? $0 : "\(directory)/\($0)" }.filter {
            FileManager.default.fileExists(atPath: $0)
        }
    }
}
