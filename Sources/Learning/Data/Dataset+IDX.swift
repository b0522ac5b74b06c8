import LinearAlgebra

extension Dataset {
    /// Reads an image file (n×height×width bytes) and a label file (n bytes), both IDX, plain or gzip'd.
    ///
    /// - Parameters:
    ///   - scale: what a byte of that value becomes 1; 255 for grey levels.
    ///   - rows: those that are kept, of as many as the file has; nil for all.
    /// - Throws: `DatasetError` with the file and the place.
    package init(
        name: String, imagesPath: String, labelsPath: String, classCount: Int, scale: Float,
        rows: (_ count: Int) -> [Int]? = { _ in nil }, advice: String
    ) throws {
        let images = try IDXFile(path: imagesPath, rank: 3, advice: advice)
        let labels = try IDXFile(path: labelsPath, rank: 1, advice: advice)
        let (n, height, width) = (images.dimensions[0], images.dimensions[1], images.dimensions[2])
        guard height > 0, width > 0 else {
            throw DatasetError.malformed(
                path: imagesPath, place: "dimensions", found: "\(height)×\(width)", expected: "images of 1×1 at least")
        }
        guard labels.dimensions[0] == n else {
            throw DatasetError.malformed(
                path: labelsPath, place: "number of labels", found: "\(labels.dimensions[0])",
                expected: "\(n), as many as images in \(imagesPath)")
        }
        if let bad = labels.elements.firstIndex(where: { $0 >= classCount }) {
            throw DatasetError.malformed(
                path: labelsPath, place: "label \(bad)", found: "\(labels.elements[bad])",
                expected: "0 to \(classCount - 1)")
        }
        let (size, kept) = (height * width, rows(n) ?? Array(0..<n))
        let elements = [Float](unsafeUninitializedCapacity: kept.count * size) { target, filled in
            for row in kept {
                for byte in images.elements[row * size..<(row + 1) * size] {
                    target[filled] = Float(byte) / scale
                    filled += 1
                }
            }
        }
        self.init(
            name: name, features: Matrix(rows: kept.count, columns: size, elements: elements),
            labels: kept.map { Int32(labels.elements[$0]) },
            shape: ImageShape(channels: 1, height: height, width: width),
            classCount: classCount)
    }
}
