import Foundation
import LinearAlgebra

/// Where a data set comes from; `load` reads it.
public enum DatasetSource: Sendable, Hashable {
    /// Fashion-MNIST: 60,000 + 10,000 grey images of 28×28 in 10 classes (Xiao, Rasul, Vollgraf 2017), four gzip'd IDX
    /// files in a folder; nil is where Debian's package `dataset-fashion-mnist` puts them.
    case fashionMNIST(directory: String?)
    /// Handwritten digits of 8×8 in 10 classes (UCI optdigits, 1,797 examples), which come with this repository in
    /// `Datasets/digits`; nil looks for that folder from the working directory and from the program upwards.
    case digits(directory: String?)
    /// CIFAR-10: 50,000 + 10,000 colour images of 32×32 in 10 classes (Krizhevsky 2009), the official binary version; nil
    /// is where `cafe data fetch` puts it by default.
    case cifar10(directory: String?)
    /// CIFAR-100 likewise, with 100 fine or 20 coarse classes.
    case cifar100(directory: String?, labels: CIFAR100Labels)
    /// One's own data as `.npy` files (`NumPyPair`); without test files every fifth row is for testing.
    case numPy(features: String, labels: String, testFeatures: String?, testLabels: String?)
    /// Another source with its channels centred and scaled by the training part's mean and deviation.
    indirect case normalized(DatasetSource)

    public enum CIFAR100Labels: String, Sendable, Hashable, CaseIterable { case fine, coarse }

    /// Reads both parts; pixels are scaled to [0, 1], numbers of `.npy` files are taken as they are (bytes as pixels).
    ///
    /// - Throws: `DatasetError`, which names the file and says where to get it.
    public func load() throws -> DatasetSplit {
        switch self {
        case .fashionMNIST(let directory): try Self.loadFashionMNIST(directory ?? Self.fashionMNISTDirectory)
        case .digits(let directory): try Self.loadDigits(directory ?? Self.findDigits())
        case .cifar10(let directory): try CIFARFiles.cifar10.load(directory: directory ?? "Datasets")
        case .cifar100(let directory, let labels):
            try CIFARFiles.cifar100(labels).load(directory: directory ?? "Datasets")
        case .numPy(let features, let labels, let testFeatures, let testLabels):
            try Self.loadNumPy(features, labels, testFeatures, testLabels)
        case .normalized(let source): try source.load().normalized()
        }
    }

    private static func loadFashionMNIST(_ directory: String) throws -> DatasetSplit {
        let advice = """
            On Debian and Ubuntu: apt-get install dataset-fashion-mnist. Elsewhere: put the four *-ubyte.gz files of \
            github.com/zalandoresearch/fashion-mnist into a folder and name it in the experiment's data section, or \
            use the digits, which need no install.
            """
        func part(_ prefix: String) throws -> Dataset {
            try Dataset(
                name: "fashion-mnist", imagesPath: "\(directory)/\(prefix)-images-idx3-ubyte.gz",
                labelsPath: "\(directory)/\(prefix)-labels-idx1-ubyte.gz", classCount: 10, scale: 255, advice: advice)
        }
        let (train, test) = (try part("train"), try part("t10k"))
        guard test.shape == train.shape else {
            throw DatasetError.malformed(
                path: "\(directory)/t10k-images-idx3-ubyte.gz", place: "shape of an image", found: "\(test.shape)",
                expected: "\(train.shape) as in train-images-idx3-ubyte.gz")
        }
        return DatasetSplit(train: train, test: test)
    }

    private static func loadDigits(_ directory: String) throws -> DatasetSplit {
        DatasetSplit(
            everyFifthRowForTestingOf: try Dataset(
                name: "digits", imagesPath: "\(directory)/images-idx3-ubyte.gz",
                labelsPath: "\(directory)/labels-idx1-ubyte.gz", classCount: 10, scale: 16,
                advice: "It is part of the repository: run from a clone, or name the folder Datasets/digits of one."))
    }

    private static func loadNumPy(
        _ features: String, _ labels: String, _ testFeatures: String?, _ testLabels: String?
    ) throws -> DatasetSplit {
        let train = try NumPyPair(features: features, labels: labels).load()
        guard let testFeatures, let testLabels else { return DatasetSplit(everyFifthRowForTestingOf: train) }
        let test = try NumPyPair(features: testFeatures, labels: testLabels).load(classCount: train.classCount)
        guard test.shape == train.shape else {
            throw DatasetError.malformed(
                path: testFeatures, place: "shape of an example", found: "\(test.shape)",
                expected: "\(train.shape) as in \(features)")
        }
        return DatasetSplit(train: train, test: test)
    }

    /// Where Debian's package puts it.
    static let fashionMNISTDirectory = "/usr/share/datasets/fashion-mnist"

    static func findDigits() -> String {
        let program = URL(filePath: CommandLine.arguments[0]).standardizedFileURL.deletingLastPathComponent().path
        for start in [FileManager.default.currentDirectoryPath, program] {
            var folder = URL(filePath: start).standardizedFileURL
            while true {
                let candidate = folder.appending(path: "Datasets/digits").path
                if FileManager.default.fileExists(atPath: candidate) { return candidate }
                if folder.path == "/" { break }
                folder.deleteLastPathComponent()
            }
        }
        return "Datasets/digits"
    }
}
