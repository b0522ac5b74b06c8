import Foundation
import LinearAlgebra

/// The binary files of CIFAR-10 and CIFAR-100: records of one or two label bytes and 3×32×32 bytes of a colour image.
///
/// Source: https://www.cs.toronto.edu/~kriz/cifar.html.
package struct CIFARFiles {
    private static let shape = ImageShape(channels: 3, height: 32, width: 32)

    /// Of the data source.
    let kind: String
    let name: String
    let classCount: Int
    /// Label bytes before the pixels, and which of them counts.
    let labelBytes: Int
    let labelIndex: Int
    /// In the folder or in the subfolder that the official archive unpacks to.
    let subfolder: String
    let trainFiles: [String]
    let testFile: String

    /// In the folder itself and in the official subfolder.
    var relativePaths: [String] {
        (trainFiles + [testFile]).flatMap { [$0, "\(subfolder)/\($0)"] }
    }

    /// The official archive; `md5` as the authors publish it.
    func archive(_ file: String, md5: String) -> DatasetArchive? {
        URL(string: "https://www.cs.toronto.edu/~kriz/\(file)").map {
            DatasetArchive(name: kind, url: $0, md5: md5, folder: subfolder)
        }
    }

    /// Pixels are scaled to [0, 1].
    ///
    /// - Throws: `DatasetError` for a missing, cut, oversized or mislabelled file.
    func load(directory: String) throws -> DatasetSplit {
        let nested = URL(filePath: directory).appending(path: subfolder).path
        let folder = FileManager.default.fileExists(atPath: nested) ? nested : directory
        return DatasetSplit(
            train: try read(trainFiles.map { "\(folder)/\($0)" }), test: try read(["\(folder)/\(testFile)"]))
    }

    /// The files' records, one file after the other; a file holds at least one record and at most 50,000.
    private func read(_ paths: [String]) throws -> Dataset {
        let record = labelBytes + Self.shape.count
        var pixels: [Float] = []
        var labels: [Int32] = []
        for path in paths {
            guard FileManager.default.fileExists(atPath: path) else {
                throw DatasetError.notDownloaded(path: path, kind: kind)
            }
            let bytes: Data
            do { bytes = try Data(contentsOf: URL(filePath: path)) } catch {
                throw DatasetError.unreadable(path: path, reason: error.localizedDescription)
            }
            guard bytes.count % record == 0, bytes.count > 0, bytes.count <= 50_000 * record else {
                throw DatasetError.malformed(
                    path: path, place: "size", found: "\(bytes.count) bytes",
                    expected: "records of \(record) bytes, 1 to 50000 of them")
            }
            try bytes.withUnsafeBytes { bytes in
                for start in stride(from: 0, to: bytes.count, by: record) {
                    let label = bytes[start + labelIndex]
                    guard label < classCount else {
                        throw DatasetError.malformed(
                            path: path, place: "label of record \(start / record)", found: "\(label)",
                            expected: "0 to \(classCount - 1)")
                    }
                    labels.append(Int32(label))
                }
                pixels.reserveCapacity(pixels.count + bytes.count)
                for start in stride(from: 0, to: bytes.count, by: record) {
                    for i in start + labelBytes..<start + record { pixels.append(Float(bytes[i]) / 255) }
                }
            }
        }
        return Dataset(
            name: name, features: Matrix(rows: labels.count, columns: Self.shape.count, elements: pixels),
            labels: labels, shape: Self.shape, classCount: classCount)
    }
}
