import Documents
import Foundation

/// The trained parameters as a one-dimensional NumPy array of 32-bit floats (format version 1.0), whole or not at all.
package enum ModelFile {
    package static func write(_ parameters: [Float], to path: String) throws {
        let fields = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(parameters.count),), }"
        // Magic, version and length take 10 bytes; the header ends in a line feed at a multiple of 64.
        let padding = String(repeating: " ", count: 63 - (10 + fields.utf8.count) % 64)
        let header = Data((fields + padding + "\n").utf8)
        var data =
            Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.count & 0xff), UInt8(header.count >> 8)])
        data += header
        parameters.withUnsafeBytes { data.append(contentsOf: $0) }
        try writeAtomically(data, to: path)
    }
}
