import Foundation
import LinearAlgebra

/// A data set of one's own as two `.npy` files: features (n×d, or n×channels×height×width) and n integer labels.
package struct NumPyPair {
    let features: String
    let labels: String

    /// - Parameter classCount: nil takes the largest label plus one.
    /// - Throws: `NPYError` or `DatasetError` that names the file.
    func load(classCount: Int? = nil) throws -> Dataset {
        let (featureFile, labelFile) = (try open(features), try open(labels))
        let extents = featureFile.shape
        guard extents.count == 2 || extents.count == 4, extents.allSatisfy({ $0 > 0 }) else {
            throw DatasetError.malformed(
                path: features, place: "shape", found: "\(extents)",
                expected: "examples × features, or examples × channels × height × width")
        }
        let shape =
            extents.count == 2
            ? ImageShape(channels: 1, height: 1, width: extents[1])
            : ImageShape(channels: extents[1], height: extents[2], width: extents[3])
        let values: [Float] =
            switch featureFile.elements {
            case .float32(let numbers): numbers
            case .float64(let numbers): numbers.map { Float($0) }
            case .uint8(let numbers): numbers.map { Float($0) / 255 }
            case .int32(let numbers): numbers.map { Float($0) }
            case .int64(let numbers): numbers.map { Float($0) }
            }
        if let bad = values.firstIndex(where: { !$0.isFinite }) {
            throw DatasetError.malformed(
                path: features, place: "row \(bad / shape.count), element \(bad % shape.count)",
                found: "\(values[bad])",
                expected: "finite numbers")
        }
        let integers: [Int]
        switch labelFile.elements {
        case .uint8(let numbers): integers = numbers.map { Int($0) }
        case .int32(let numbers): integers = numbers.map { Int($0) }
        case .int64(let numbers): integers = numbers.map { Int($0) }
        case .float32, .float64:
            throw DatasetError.malformed(
                path: labels, place: "type", found: "floating-point numbers", expected: "integers (u1, i4 or i8)")
        }
        guard labelFile.shape == [extents[0]] else {
            throw DatasetError.malformed(
                path: labels, place: "shape", found: "\(labelFile.shape)",
                expected: "[\(extents[0])], as many as rows in \(features)")
        }
        let classes = classCount ?? min(100_000, (integers.max() ?? 0) + 1)
        if let bad = integers.firstIndex(where: { !(0..<classes ~= $0) }) {
            throw DatasetError.malformed(
                path: labels, place: "label \(bad)", found: "\(integers[bad])", expected: "0 to \(classes - 1)")
        }
        return Dataset(
            name: URL(filePath: features).deletingPathExtension().lastPathComponent,
            features: Matrix(rows: extents[0], columns: shape.count, elements: values),
            labels: integers.map(Int32.init),
            shape: shape, classCount: classes)
    }

    private func open(_ path: String) throws -> NPYFile {
        guard FileManager.default.fileExists(atPath: path) else {
            throw DatasetError.missing(path: path, advice: "Write it with numpy.save.")
        }
        return try NPYFile(contentsOf: path)
    }
}
