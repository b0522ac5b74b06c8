import Documents

/// One message of the protocol (Guides/protocol.md): a JSON object on a line, and behind the line the bytes of the arrays
/// that it announces, in the order in which it names them.
public struct Message: Sendable, Equatable {
    /// The version that this program speaks.
    public static let version = 1

    /// The members of the object; an array that follows as bytes has its announcement here.
    public private(set) var entries: [DocumentValue.Entry]
    private var arrays: [String: NumberArray] = [:]
    /// Where it came from and as which message, for errors.
    private let place: (peer: String, number: Int)?

    /// So many numbers are text in the line; more travel as bytes.
    private static let mostInline = 64

    /// A message to send.
    public init(_ type: String) {
        entries = [.init("type", DocumentValue(.string(type)))]
        place = nil
    }

    public mutating func add(_ key: String, _ value: DocumentValue) { entries.append(.init(key, value)) }
    public mutating func add(_ key: String, _ number: Double) { add(key, DocumentValue(.number(number))) }
    public mutating func add(_ key: String, _ number: Int) { add(key, DocumentValue(.integer(number))) }

    /// Whole numbers, such as sites, as text in the line.
    public mutating func add(_ key: String, _ numbers: [Int]) {
        add(key, DocumentValue(.list(numbers.map { DocumentValue(.integer($0)) })))
    }

    /// Numbers in rows of `columns`, or in one row if that is nil; as text in the line if they are few.
    public mutating func add(_ key: String, _ numbers: [Double], columns: Int? = nil) {
        func list(_ numbers: some Sequence<Double>) -> DocumentValue {
            DocumentValue(.list(numbers.map { DocumentValue(.number($0)) }))
        }
        let rows = columns.map { $0 > 0 ? numbers.count / $0 : 0 }
        guard numbers.count <= Self.mostInline else {
            let shape = [rows, columns].compactMap { $0 }
            return add(key, NumberArray(.float64(numbers), shape: shape.isEmpty ? [numbers.count] : shape))
        }
        guard let rows, let columns else { return add(key, list(numbers)) }
        add(key, DocumentValue(.list((0..<rows).map { list(numbers[$0 * columns..<($0 + 1) * columns]) })))
    }

    /// An array as bytes behind the line.
    public mutating func add(_ key: String, _ array: NumberArray) {
        add(key, array.announcement)
        arrays[key] = array
    }

    /// The line with its end, and the bytes behind it.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        DocumentValue(.map(entries)).appendJSON(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        for entry in entries { arrays[entry.key]?.appendLittleEndian(to: &bytes) }
        return bytes
    }

    // MARK: What came in

    init(_ entries: [DocumentValue.Entry], arrays: [String: NumberArray], peer: String, number: Int) {
        (self.entries, self.arrays, place) = (entries, arrays, (peer, number))
    }

    /// The value of `type`; nil if it has none.
    public var type: String? { entries.first { $0.key == "type" }?.value.stringValue }

    /// Reads the members, `type` among them already; call `finish` at the end.
    public func reader() throws -> MessageReader {
        let line = place?.number
        let document = try DocumentReader(
            DocumentValue(.map(entries), line: line), file: place?.peer ?? "a message")
        _ = document.raw("type")
        return MessageReader(document: document, arrays: arrays)
    }

    public static func == (a: Message, b: Message) -> Bool { a.entries == b.entries && a.arrays == b.arrays }
}

/// Reads a message as strictly as `DocumentReader` reads a map, with the arrays that followed it.
public final class MessageReader {
    /// Everything but arrays of numbers.
    public let document: DocumentReader
    private let arrays: [String: NumberArray]

    /// - Parameter arrays: by their keys; empty for a document that no bytes follow.
    public init(document: DocumentReader, arrays: [String: NumberArray] = [:]) {
        (self.document, self.arrays) = (document, arrays)
    }

    /// Numbers as a list or a list of lists, as `{"float32": shape}` or `{"float64": shape}` with their bytes behind the
    /// line, or as `{"npy": path}`.
    ///
    /// - Parameter shape: one or two extents; nil allows any.
    /// - Throws: `DocumentError` with the key, and the place of the first number that `bound` does not allow.
    public func array(_ key: String, shape: [Int?], _ bound: NumberBound = .any) throws -> NumberArray {
        precondition(1...2 ~= shape.count, "an array of \(shape.count) axes")
        if document.isMap(key) { return try bulk(key, shape: shape, bound) }
        guard shape.count == 2 else {
            let numbers = try document.numbers(key, bound)
            guard numbers.count == shape[0] ?? numbers.count else {
                throw document.error(key, "has \(numbers.count) entries; expected \(shape[0] ?? 0)")
            }
            return NumberArray(.float64(numbers), shape: [numbers.count])
        }
        let rows = try document.matrix(key, bound, rows: shape[0], columns: shape[1])
        return NumberArray(.float64(rows.flatMap { $0 }), shape: [rows.count, rows.first?.count ?? shape[1] ?? 0])
    }

    public func doubles(_ key: String, count: Int?, _ bound: NumberBound = .any) throws -> [Double] {
        try array(key, shape: [count], bound).doubles
    }

    /// Refuses members that were not read.
    public func finish() throws { try document.finish() }

    private func bulk(_ key: String, shape: [Int?], _ bound: NumberBound) throws -> NumberArray {
        let array: NumberArray
        if let found = arrays[key] {
            _ = document.raw(key)
            array = found
        } else {
            let map = try document.map(key)
            guard map.has("npy") else {
                throw document.error(
                    key, "is a map; expected a list of numbers, {\"float32\": shape} with bytes, or {\"npy\": path}")
            }
            let path = try map.string("npy")
            do { array = try NumberArray(npy: path) } catch { throw document.error(key, "\(error)") }
        }
        guard array.shape.count == shape.count, zip(array.shape, shape).allSatisfy({ $0 == $1 ?? $0 }) else {
            let expected = shape.map { $0.map(String.init) ?? "any" }.joined(separator: "×")
            throw document.error(key, "has shape \(array.shape); expected \(expected)")
        }
        let firstBad =
            switch array.elements {
            case .float32(let numbers): numbers.firstIndex { !bound.allows(Double($0)) }
            case .float64(let numbers): numbers.firstIndex { !bound.allows($0) }
            }
        if let firstBad {
            let columns = array.shape.count == 2 ? array.shape[1] : 1
            let place = array.shape.count == 2 ? "[\(firstBad / columns)][\(firstBad % columns)]" : "[\(firstBad)]"
            throw document.error(key, "\(array.doubles[firstBad]) at \(place) is not allowed; expected \(bound)")
        }
        return array
    }
}
