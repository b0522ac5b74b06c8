import Foundation

/// An array of bytes in the IDX format of MNIST, plain or gzip'd.
///
/// Source: http://yann.lecun.com/exdb/mnist (two zero bytes, type 8 for unsigned bytes, number of dimensions, each
/// dimension as a big-endian 32-bit integer, then the elements with the last dimension fastest).
package struct IDXFile {
    package let dimensions: [Int]
    package let elements: [UInt8]

    /// As many examples as fit a gibibyte as 32-bit numbers, five times Fashion-MNIST.
    private static let largestCount = 1 << 28

    /// - Throws: `DatasetError` if the file is missing, damaged, truncated, has bytes left over, or another rank.
    package init(path: String, rank: Int, advice: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw DatasetError.missing(path: path, advice: advice)
        }
        let file = try GzipFile(path)
        let header = 4 + 4 * rank
        let bytes = try file.read(header)
        guard bytes.count == header else {
            throw DatasetError.malformed(
                path: path, place: "header", found: "\(bytes.count) bytes", expected: "\(header) bytes at least")
        }
        guard bytes[0] == 0, bytes[1] == 0, bytes[2] == 8, bytes[3] == UInt8(rank) else {
            throw DatasetError.malformed(
                path: path, place: "bytes 0-3", found: "\(Array(bytes[..<4]))",
                expected: "[0, 0, 8, \(rank)], an IDX array of bytes with \(rank) dimensions")
        }
        dimensions = (0..<rank).map { i in bytes[4 + 4 * i..<8 + 4 * i].reduce(0) { $0 << 8 | Int($1) } }
        var count = 1
        for dimension in dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard !overflow, product <= Self.largestCount else {
                throw DatasetError.malformed(
                    path: path, place: "dimensions", found: "\(dimensions)",
                    expected: "\(Self.largestCount) numbers at most")
            }
            count = product
        }
        // One more than declared shows whether anything is left over, however much it is.
        let content = try file.read(count + 1)
        guard content.count == count else {
            throw DatasetError.malformed(
                path: path, place: "content after the header",
                found: content.count > count ? "more than \(count) bytes" : "\(content.count) bytes",
                expected: "\(count) bytes (\(dimensions.map(String.init).joined(separator: "×")))")
        }
        elements = content
    }
}
