import Foundation
import LinearAlgebra

/// How the axes of an array of images follow each other.
public enum ImageLayout: String, Sendable, Hashable, CaseIterable {
    /// examples × channels × height × width, as PyTorch has them.
    case channelsFirst
    /// examples × height × width × channels, as Pillow, TensorFlow and scikit-image have them.
    case channelsLast
}

/// A data set of one's own as two `.npy` files: features (n×d, n×height×width, or n×channels×height×width) and n integer
/// labels.
package struct NumPyPair {
    let features: String
    let labels: String
    /// Nil takes channels first, and refuses what looks like channels last.
    let layout: ImageLayout?

    /// - Parameter classCount: nil takes the largest label plus one, every label up to which must have an example.
    /// - Throws: `NPYError` or `DatasetError` that names the file.
    func load(classCount: Int? = nil) throws -> Dataset {
        let (featureFile, labelFile) = (try open(features), try open(labels))
        let extents = featureFile.shape
        let shape = try imageShape(extents)
        var values: [Float] =
            switch featureFile.elements {
            case .float32(let numbers): numbers
            case .float64(let numbers): numbers.map { Float($0) }
            case .uint8(let numbers): numbers.map { Float($0) / 255 }
            case .int32(let numbers): numbers.map { Float($0) }
            case .int64(let numbers): numbers.map { Float($0) }
            }
        if let bad = values.firstIndex(where: { !$0.isFinite }) {
            throw DatasetError.unsuitable(
                path: features, place: "row \(bad / shape.count), element \(bad % shape.count)",
                found: "\(values[bad])",
                expected: "finite numbers: leave such rows out, or give missing values a number (numpy.nan_to_num)")
        }
        if layout == .channelsLast, extents.count == 4 { values = Self.channelsFirst(values, shape) }
        let integers = try integers(labelFile)
        guard labelFile.shape == [extents[0]] || labelFile.shape == [extents[0], 1] else {
            throw DatasetError.unsuitable(
                path: labels, place: "shape", found: "\(labelFile.shape)",
                expected: "[\(extents[0])], as many as rows in \(features)")
        }
        let classes = try classCount ?? self.classCount(integers)
        if let bad = integers.firstIndex(where: { !(0..<classes ~= $0) }) {
            throw DatasetError.unsuitable(
                path: labels, place: "label \(bad)", found: "\(integers[bad])", expected: "0 to \(classes - 1)")
        }
        return Dataset(
            name: URL(filePath: features).deletingPathExtension().lastPathComponent,
            features: Matrix(rows: extents[0], columns: shape.count, elements: values),
            labels: integers.map(Int32.init),
            shape: shape, classCount: classes)
    }

    private func imageShape(_ extents: [Int]) throws -> ImageShape {
        guard 2...4 ~= extents.count, extents.allSatisfy({ $0 > 0 }) else {
            throw DatasetError.unsuitable(
                path: features, place: "shape", found: "\(extents)",
                expected: "examples × features, examples × height × width, or examples × channels × height × width")
        }
        switch extents.count {
        case 2: return ImageShape(channels: 1, height: 1, width: extents[1])
        case 3: return ImageShape(channels: 1, height: extents[1], width: extents[2])
        default: break
        }
        if layout == .channelsLast { return ImageShape(channels: extents[3], height: extents[1], width: extents[2]) }
        // Grey, RGB and RGBA at the end, and none of these where channels would be.
        guard layout == .channelsFirst || ![1, 3, 4].contains(extents[3]) || extents[1] <= 4 else {
            throw DatasetError.unsuitable(
                path: features, place: "shape",
                found: "\(extents), which looks like examples × height × width × channels",
                expected: "`layout: channelsLast` beside `features`, or `layout: channelsFirst` if it is"
                    + " \(extents[1]) channels of \(extents[2])×\(extents[3])")
        }
        return ImageShape(channels: extents[1], height: extents[2], width: extents[3])
    }

    private static func channelsFirst(_ values: [Float], _ shape: ImageShape) -> [Float] {
        let (channels, pixels) = (shape.channels, shape.height * shape.width)
        return [Float](unsafeUninitializedCapacity: values.count) { buffer, count in
            for start in stride(from: 0, to: values.count, by: shape.count) {
                for channel in 0..<channels {
                    for pixel in 0..<pixels {
                        buffer.initializeElement(
                            at: start + channel * pixels + pixel, to: values[start + pixel * channels + channel])
                    }
                }
            }
            count = values.count
        }
    }

    private func integers(_ file: NPYFile) throws -> [Int] {
        switch file.elements {
        case .uint8(let numbers): return numbers.map { Int($0) }
        case .int32(let numbers): return numbers.map { Int($0) }
        case .int64(let numbers): return numbers.map { Int($0) }
        case .float32, .float64:
            throw DatasetError.unsuitable(
                path: labels, place: "type", found: "floating-point numbers",
                expected: "integers: labels.astype('int64')")
        }
    }

    /// Of labels 0 to the largest without a gap.
    private func classCount(_ integers: [Int]) throws -> Int {
        let present = Set(integers)
        let (least, most) = (present.min() ?? 0, present.max() ?? 0)
        guard least == 0, most == present.count - 1 else {
            let gap = least == 0 ? (0...most).first { !present.contains($0) }.map { ", none of them \($0)" } ?? "" : ""
            throw DatasetError.unsuitable(
                path: labels, place: "labels", found: "\(present.count) classes from \(least) to \(most)\(gap)",
                expected: "0 to \(present.count - 1): save numpy.unique(labels, return_inverse=True)[1]")
        }
        return present.count
    }

    private func open(_ path: String) throws -> NPYFile {
        guard FileManager.default.fileExists(atPath: path) else {
            throw DatasetError.missing(path: path, advice: "Write it with numpy.save.")
        }
        return try NPYFile(contentsOf: path)
    }
}
