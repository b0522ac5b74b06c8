import Documents
import LinearAlgebra

/// Numbers with a shape, as a message carries them: rows first, the last axis fastest.
public struct NumberArray: Sendable, Equatable {
    public enum Elements: Sendable, Equatable {
        case float32([Float])
        case float64([Double])
    }

    public let shape: [Int]
    public let elements: Elements

    /// - Precondition: as many numbers as the shape has places.
    public init(_ elements: Elements, shape: [Int]) {
        (self.elements, self.shape) = (elements, shape)
        precondition(count == shape.reduce(1, *), "\(count) numbers in shape \(shape)")
    }

    public var count: Int {
        switch elements {
        case .float32(let numbers): numbers.count
        case .float64(let numbers): numbers.count
        }
    }

    public var doubles: [Double] {
        switch elements {
        case .float32(let numbers): numbers.map { Double($0) }
        case .float64(let numbers): numbers
        }
    }

    /// Rounded where they were doubles.
    public var floats: [Float] {
        switch elements {
        case .float32(let numbers): numbers
        case .float64(let numbers): numbers.map { Float($0) }
        }
    }

    /// The kinds of elements that follow a line, and what announces them there.
    enum Kind: String, CaseIterable {
        case float32, float64
        var size: Int { self == .float32 ? 4 : 8 }
    }

    var kind: Kind { if case .float32 = elements { .float32 } else { .float64 } }

    /// `{"float32": [2, 3]}`: what stands for the array in the line that its bytes follow.
    var announcement: DocumentValue {
        DocumentValue(.map([.init(kind.rawValue, DocumentValue(.list(shape.map { DocumentValue(.integer($0)) })))]))
    }

    /// The kind and the shape that a value of a line announces; nil for any other value.
    ///
    /// - Throws: what is wrong with the shape.
    static func announced(_ value: DocumentValue) throws(ShapeError) -> (kind: Kind, shape: [Int], bytes: Int)? {
        guard case .map(let entries) = value.content, entries.count == 1, let kind = Kind(rawValue: entries[0].key)
        else { return nil }
        guard let items = entries[0].value.elements, 1...4 ~= items.count else { throw ShapeError() }
        var (shape, bytes) = ([Int](), kind.size)
        for item in items {
            guard case .integer(let extent) = item.content, 0...largestExtent ~= extent else { throw ShapeError() }
            shape.append(extent)
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= largestBytes else { throw ShapeError() }
            bytes = product
        }
        return (kind, shape, bytes)
    }

    struct ShapeError: Error {}

    private static let largestExtent = 1 << 31
    /// A gradient of 10⁸ parameters from 100 sites is more than anybody's memory; this ends a mistake before it begins.
    static let largestBytes = 1 << 34

    init(_ kind: Kind, shape: [Int], littleEndian bytes: ArraySlice<UInt8>) {
        self.shape = shape
        func numbers<Bits: FixedWidthInteger, Number>(_ make: (Bits) -> Number) -> [Number] {
            bytes.withUnsafeBytes { raw in
                (0..<raw.count / MemoryLayout<Bits>.size).map {
                    make(
                        Bits(
                            littleEndian: raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Bits>.size, as: Bits.self)
                        ))
                }
            }
        }
        elements =
            kind == .float32
            ? .float32(numbers { Float(bitPattern: $0) }) : .float64(numbers { Double(bitPattern: $0) })
    }

    func appendLittleEndian(to bytes: inout [UInt8]) {
        func append<Bits: FixedWidthInteger>(_ patterns: [Bits]) {
            patterns.withUnsafeBytes { bytes += $0 }
        }
        switch elements {
        case .float32(let numbers): append(numbers.map { $0.bitPattern.littleEndian })
        case .float64(let numbers): append(numbers.map { $0.bitPattern.littleEndian })
        }
    }

    /// The numbers of a `.npy` file, as 32-bit floats.
    ///
    /// - Throws: `NPYError`.
    init(npy path: String) throws {
        let file = try NPYFile(contentsOf: path)
        self.init(.float32(Array(try file.matrix().elements)), shape: file.shape)
    }
}
