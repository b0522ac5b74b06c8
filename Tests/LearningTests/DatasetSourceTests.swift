import Foundation
import Learning
import LinearAlgebra
import Testing

@Suite struct DatasetSourceTests {
    static var digits: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Datasets/digits").standardized.path
    }

    @Test func digitsAreTheOnesOfTheReadme() throws {
        let split = try DigitsSource(directory: Self.digits).load()
        #expect(split.train.count == 1438 && split.test.count == 359)
        #expect(split.train.shape == ImageShape(channels: 1, height: 8, width: 8) && split.train.classCount == 10)
        // scikit-learn: load_digits().target[:10] is 0…9; row 4 and row 9 are for testing.
        #expect(split.train.labels.prefix(8) == [0, 1, 2, 3, 5, 6, 7, 8])
        #expect(split.test.labels.prefix(2) == [4, 9])
        // load_digits().data[0, :8]
        let firstRow = split.train.features.row(0).prefix(8).map { Int($0 * 16) }
        #expect(firstRow == [0, 0, 5, 13, 9, 1, 0, 0])
        // numpy.bincount(load_digits().target)
        let counts = zip(split.train.classCounts(), split.test.classCounts()).map { $0 + $1 }
        #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    }

    @Test func missingFashionMNISTSaysHowToGetIt() {
        let error = #expect(throws: DatasetError.self) {
            try FashionMNISTSource(directory: "/nonexistent").load()
        }
        #expect(error?.description.contains("apt-get install dataset-fashion-mnist") == true)
        #expect(error?.description.contains("/nonexistent/train-images-idx3-ubyte.gz") == true)
    }

    @Test func damagedFilesAreRefused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cafe-digits-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (imagesName, labelsName) = ("images-idx3-ubyte.gz", "labels-idx1-ubyte.gz")
        let goodImages = try Data(contentsOf: URL(filePath: Self.digits).appending(path: imagesName))
        let goodLabels = try Data(contentsOf: URL(filePath: Self.digits).appending(path: labelsName))
        func load(images: Data, labels: Data) throws {
            try images.write(to: folder.appending(path: imagesName))
            try labels.write(to: folder.appending(path: labelsName))
            _ = try DigitsSource(directory: folder.path).load()
        }
        func idx(_ dimensions: [Int], _ content: [UInt8]) -> Data {
            Data(
                [0, 0, 8, UInt8(dimensions.count)] + dimensions.flatMap { [0, 0, UInt8($0 >> 8), UInt8($0 & 255)] }
                    + content)
        }
        try load(images: goodImages, labels: goodLabels)
        try load(images: idx([2, 1, 1], [0, 16]), labels: idx([2], [0, 9]))  // plain files are read as they are
        let broken: [(String, Data, Data)] = [
            ("truncated gzip", goodImages.prefix(20000), goodLabels),
            ("empty file", Data(), goodLabels),
            ("truncated array", idx([2, 1, 1], [0]), idx([2], [0, 1])),
            ("bytes left over", idx([2, 1, 1], [0, 1, 2]), idx([2], [0, 1])),
            ("other number of labels", idx([2, 1, 1], [0, 1]), idx([3], [0, 1, 2])),
            ("label out of range", idx([2, 1, 1], [0, 1]), idx([2], [0, 10])),
            ("labels for images", goodLabels, goodLabels),
            ("empty images", idx([2, 0, 1], []), idx([2], [0, 1])),
            ("not gzip", Data("hello, this is no image".utf8), goodLabels),
        ]
        for (what, images, labels) in broken {
            let error = #expect(throws: DatasetError.self, "\(what)") { try load(images: images, labels: labels) }
            #expect(error?.description.contains("ubyte.gz") == true, "\(what)")
        }
    }

    @Test func partsOfDifferentImagesAreRefused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cafe-fashion-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ part: String, width: UInt8) throws {
            let images =
                [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, width] + [UInt8](repeating: 7, count: Int(width))
            try Data(images).write(to: folder.appending(path: "\(part)-images-idx3-ubyte.gz"))
            try Data([0, 0, 8, 1, 0, 0, 0, 1, 3]).write(to: folder.appending(path: "\(part)-labels-idx1-ubyte.gz"))
        }
        try write("train", width: 2)
        try write("t10k", width: 3)
        let error = #expect(throws: DatasetError.self) {
            try FashionMNISTSource(directory: folder.path).load()
        }
        #expect(error?.description.contains("shape of an image: found 1×1×3, expected 1×1×2") == true)
        try write("t10k", width: 2)
        _ = try FashionMNISTSource(directory: folder.path).load()
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist")))
    func fashionMNISTHasItsCounts() throws {
        let split = try FashionMNISTSource(directory: nil).load()
        #expect(split.train.classCounts() == [Int](repeating: 6000, count: 10))
        #expect(split.test.classCounts() == [Int](repeating: 1000, count: 10))
        #expect(split.train.features.elements.max() == 1 && split.train.features.elements.min() == 0)
        let choice = ExampleChoice(train: 900, test: 70)
        let few = try FashionMNISTSource(directory: nil).load(choice, context: nil)
        #expect(few == split.chosen(choice) && few.train.count == 900 && few.test.count == 70)
        // More than there are is for the caller to refuse.
        #expect(split.chosen(ExampleChoice(train: 60_001, test: nil)) == split)
    }
}
