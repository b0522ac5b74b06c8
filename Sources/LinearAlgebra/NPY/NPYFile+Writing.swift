import Documents
import Foundation

extension NPYFile {
    /// Writes a one-dimensional array of 32-bit floats (format version 1.0), whole or not at all.
    ///
    /// - Throws: `DocumentError` when the file cannot be written.
    public static func write(_ numbers: [Float], to path: String) throws {
        let fields = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(numbers.count),), }"
        // Magic, version and length take 10 bytes; the header ends in a line feed at a multiple of 64.
        let padding = String(repeating: " ", count: 63 - (10 + fields.utf8.count) % 64)
        let header = Data((fields + padding + "\n").utf8)
        var data =
            Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.count & 0xff), UInt8(header.count >> 8)])
        data += header
        numbers.withUnsafeBytes { data.append(contentsOf: $0) }
        try writeAtomically(data, to: path)
    }
}
