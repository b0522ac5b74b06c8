import Documents
import Foundation
import LinearAlgebra

/// Handwritten digits of 8×8 in 10 classes (UCI optdigits, 1,797 examples), which come with this repository in
/// `Datasets/digits`; every fifth row is for testing.
public struct DigitsSource: DataSource {
    public static let kind = "digits"
    public static let abstract = "1,797 handwritten digits of 8×8, which come with the repository"

    /// Nil looks for `Datasets/digits` from the working directory and from the program upwards, then where `make install`
    /// puts it.
    public let directory: String?

    public init(directory: String? = nil) { self.directory = directory }

    public init(_ reader: DocumentReader) throws {
        self.init(
            directory: try reader.optionalPath("directory", help: "folder of the two IDX files; found if absent"))
    }

    private var folder: String { directory ?? Self.search() }
    private var images: String { "\(folder)/images-idx3-ubyte.gz" }
    private var labels: String { "\(folder)/labels-idx1-ubyte.gz" }
    public var files: [String] { existing([images, labels]) }

    public func load(context _: Int?) throws -> DatasetSplit {
        DatasetSplit(
            everyFifthRowForTestingOf: try Dataset(
                name: "digits", imagesPath: images, labelsPath: labels, classCount: 10, scale: 16,
                advice: "It is part of the repository: run from a clone, install it with `make install`, or "
                    + "name the folder Datasets/digits of a clone."))
    }

    private static func search() -> String {
        let program = URL(filePath: OwnProgram.path).deletingLastPathComponent().path
        for start in [FileManager.default.currentDirectoryPath, program] {
            var folder = URL(filePath: start).standardizedFileURL
            while true {
                let candidate = folder.appending(path: "Datasets/digits").path
                if FileManager.default.fileExists(atPath: candidate) { return candidate }
                if folder.path == "/" { break }
                folder.deleteLastPathComponent()
            }
        }
        let installed = OwnProgram.sharedFolder + "/Datasets/digits"
        return FileManager.default.fileExists(atPath: installed) ? installed : "Datasets/digits"
    }
}
