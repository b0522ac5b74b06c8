import Foundation

/// An array in NumPy's `.npy` format: versions 1 to 3, little-endian, of type `<f4`, `<f8`, any integers or truth values.
///
/// Arrays in Fortran order are put into C order; integers other than `|u1`, `<i4` and `<i8` become 64 bits long.
/// Strict: anything else (another type, a malformed header, missing or left-over bytes) is an `NPYError`.
/// Source: NEP 1 and numpy.lib.format.
public struct NPYFile: Sendable {
    /// The numbers in C order, as stored.
    public enum Elements: Sendable, Equatable {
        case float32([Float])
        case float64([Double])
        case uint8([UInt8])
        case int32([Int32])
        case int64([Int64])
    }

    /// Types that are read, by NumPy's name.
    private enum ElementType: String {
        case float32 = "<f4"
        case float64 = "<f8"
        case uint8 = "|u1"
        case int32 = "<i4"
        case int64 = "<i8"
        case bool = "|b1"
        case int8 = "|i1"
        case int16 = "<i2"
        case uint16 = "<u2"
        case uint32 = "<u4"
        case uint64 = "<u8"
    }

    public let path: String
    /// Extents; empty for a scalar.
    public let shape: [Int]
    public let elements: Elements

    /// Reads a whole file.
    ///
    /// - Throws: `NPYError` naming the file and what is wrong in it.
    /// - Complexity: one pass; the numbers are read in place.
    public init(contentsOf path: String) throws {
        guard let file = fopen(path, "rb") else {
            throw NPYError(path: path, problem: .unreadable(String(cString: strerror(errno))))
        }
        defer { fclose(file) }
        let magic = try Self.bytes(8, of: file, path, part: "magic string and version")
        guard Array(magic.prefix(6)) == [0x93] + Array("NUMPY".utf8) else {
            throw NPYError(path: path, problem: .notNPY)
        }
        guard 1...3 ~= magic[6] else { throw NPYError(path: path, problem: .unknownVersion(Int(magic[6]))) }
        let lengthBytes = try Self.bytes(magic[6] == 1 ? 2 : 4, of: file, path, part: "header length")
        let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= 1 << 20 else { throw NPYError(path: path, problem: .malformedHeader("\(length) bytes long")) }
        let text = String(decoding: try Self.bytes(length, of: file, path, part: "header"), as: UTF8.self)
        let header: NPYHeader
        do { header = try NPYHeader(parsing: text) } catch let error as NPYHeader.SyntaxError {
            throw NPYError(path: path, problem: .malformedHeader(error.description))
        }
        // An extent of 0 does not make the others harmless: they are multiplied without it later.
        var product = 1
        for extent in header.shape {
            let overflow: Bool
            (product, overflow) = product.multipliedReportingOverflow(by: max(1, extent))
            guard !overflow, product <= 1 << 48 else { throw NPYError(path: path, problem: .tooLarge(header.shape)) }
        }
        let count = header.shape.contains(0) ? 0 : product
        let start = ftell(file)
        fseek(file, 0, SEEK_END)
        let available = ftell(file) - start
        fseek(file, start, SEEK_SET)
        func read<Number>(_: Number.Type) throws -> [Number] {
            let expected = count * MemoryLayout<Number>.stride
            guard available == expected else {
                throw NPYError(
                    path: path,
                    problem: .wrongSize(shape: header.shape, type: header.type, found: available, expected: expected))
            }
            let stored = try [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
                guard fread(buffer.baseAddress, MemoryLayout<Number>.stride, count, file) == count || count == 0 else {
                    throw NPYError(path: path, problem: .unreadable(String(cString: strerror(errno))))
                }
                initialized = count
            }
            return header.isFortranOrder ? Self.rowMajor(stored, shape: header.shape) : stored
        }
        func widened<Number: BinaryInteger>(_: Number.Type) throws -> Elements {
            .int64(
                try read(Number.self).map { number in
                    guard let wide = Int64(exactly: number) else {
                        throw NPYError(path: path, problem: .integerTooLarge("\(number)"))
                    }
                    return wide
                })
        }
        guard let type = ElementType(rawValue: header.type) else {
            throw NPYError(path: path, problem: .unsupportedType(header.type))
        }
        elements =
            switch type {
            case .float32: .float32(try read(Float.self))
            case .float64: .float64(try read(Double.self))
            case .uint8: .uint8(try read(UInt8.self))
            case .int32: .int32(try read(Int32.self))
            case .int64: .int64(try read(Int64.self))
            case .bool: try widened(UInt8.self)
            case .int8: try widened(Int8.self)
            case .int16: try widened(Int16.self)
            case .uint16: try widened(UInt16.self)
            case .uint32: try widened(UInt32.self)
            case .uint64: try widened(UInt64.self)
            }
        self.path = path
        shape = header.shape
    }

    /// The numbers as the rows of a matrix: the first axis counts rows, all others together are columns.
    ///
    /// A one-dimensional array is one column. Integers and Doubles are rounded to Float.
    /// - Throws: `NPYError` for a scalar and for the first number that is not finite as Float.
    public func matrix() throws -> Matrix {
        guard let rows = shape.first else {
            throw NPYError(path: path, problem: .wrongShape(shape, expected: "at least one axis"))
        }
        let columns = shape.dropFirst().reduce(1, *)
        let numbers: [Float] =
            switch elements {
            case .float32(let numbers): numbers
            case .float64(let numbers): numbers.map { Float($0) }
            case .uint8(let numbers): numbers.map { Float($0) }
            case .int32(let numbers): numbers.map { Float($0) }
            case .int64(let numbers): numbers.map { Float($0) }
            }
        if let bad = numbers.firstIndex(where: { !$0.isFinite }) {
            throw NPYError(
                path: path, problem: .notFinite(row: bad / columns, column: bad % columns, value: numbers[bad]))
        }
        return Matrix(rows: rows, columns: columns, elements: numbers)
    }

    /// The numbers of a one-dimensional integer array.
    ///
    /// - Throws: `NPYError` for another shape or a floating-point type.
    public func integers() throws -> [Int] {
        guard shape.count == 1 else {
            throw NPYError(path: path, problem: .wrongShape(shape, expected: "one axis"))
        }
        switch elements {
        case .uint8(let numbers): return numbers.map { Int($0) }
        case .int32(let numbers): return numbers.map { Int($0) }
        case .int64(let numbers): return numbers.map { Int($0) }
        case .float32, .float64: throw NPYError(path: path, problem: .notIntegers)
        }
    }

    /// The numbers of an array whose first index moves fastest, with the last moving fastest.
    private static func rowMajor<Number>(_ stored: [Number], shape: [Int]) -> [Number] {
        guard shape.count > 1, !stored.isEmpty else { return stored }
        var strides = [1]
        for extent in shape.dropLast() { strides.append((strides.last ?? 1) * extent) }
        var index = [Int](repeating: 0, count: shape.count)
        var place = 0
        return stored.indices.map { _ in
            defer {
                var axis = shape.count - 1
                while axis >= 0 {
                    index[axis] += 1
                    place += strides[axis]
                    if index[axis] < shape[axis] { break }
                    place -= strides[axis] * shape[axis]
                    index[axis] = 0
                    axis -= 1
                }
            }
            return stored[place]
        }
    }

    private static func bytes(_ count: Int, of file: UnsafeMutablePointer<FILE>, _ path: String, part: String) throws
        -> [UInt8]
    {
        var bytes = [UInt8](repeating: 0, count: count)
        guard fread(&bytes, 1, count, file) == count else {
            throw NPYError(path: path, problem: .truncated(part: part))
        }
        return bytes
    }
}
