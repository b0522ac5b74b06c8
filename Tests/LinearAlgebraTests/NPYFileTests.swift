import Foundation
import LinearAlgebra
import TestSupport
import Testing

struct NPYFileTests {
    /// A file of version 1 as numpy.save writes it.
    private func file(_ header: String, _ payload: [UInt8], version: UInt8 = 1) -> [UInt8] {
        let prefix = version == 1 ? 10 : 12
        var text = header
        while (prefix + text.utf8.count + 1) % 64 != 0 { text += " " }
        text += "\n"
        let length = text.utf8.count
        let lengthBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(length >> (8 * $0) & 0xff) }
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + lengthBytes + Array(text.utf8) + payload
    }

    private func bytes<T>(_ numbers: [T]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }

    private func read(_ content: [UInt8]) throws -> NPYFile {
        let path = NSTemporaryDirectory() + "npy-\(UUID().uuidString).npy"
        try Data(content).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try NPYFile(contentsOf: path)
    }

    private func problem(_ content: [UInt8]) -> NPYError.Problem? {
        do {
            _ = try read(content)
            return nil
        } catch { return (error as? NPYError)?.problem }
    }

    private let floats = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"

    @Test func readsEveryType() throws {
        let payload = bytes([1, 2, 3, 4, 5, 6] as [Float])
        for version in [1, 2, 3] as [UInt8] {
            let read = try read(file(floats, payload, version: version))
            #expect(read.shape == [2, 3])
            #expect(read.elements == .float32([1, 2, 3, 4, 5, 6]))
            #expect(try read.matrix() == Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6]))
        }
        func of(_ type: String, _ shape: String, _ payload: [UInt8]) throws -> NPYFile {
            try read(file("{'shape': \(shape), 'fortran_order': False, 'descr': '\(type)'}", payload))
        }
        #expect(try of("<f8", "(2, 1)", bytes([0.5, -2])).matrix().elements == [0.5, -2])
        #expect(try of("|u1", "(3,)", [7, 0, 255]).integers() == [7, 0, 255])
        #expect(try of("<i4", "(2,)", bytes([-1, 5] as [Int32])).integers() == [-1, 5])
        #expect(try of("<i8", "(1,)", bytes([1 << 40])).integers() == [1 << 40])
        #expect(try of("<f4", "(0, 4)", []).matrix() == Matrix(rows: 0, columns: 4))
        #expect(try of("|u1", "(2, 1, 2, 2)", [1, 2, 3, 4, 5, 6, 7, 8]).matrix().columns == 4)
        #expect(try of("<f8", "()", bytes([3.0])).shape.isEmpty)
    }

    @Test func refusesEverythingElse() throws {
        let payload = bytes([1, 2, 3, 4, 5, 6] as [Float])
        let good = file(floats, payload)
        #expect(problem(Array("PK\u{3}\u{4} something".utf8)) == .notNPY)
        #expect(problem([]) == .truncated(part: "magic string and version"))
        #expect(problem(Array(good.prefix(9))) == .truncated(part: "header length"))
        #expect(problem(Array(good.prefix(30))) == .truncated(part: "header"))
        #expect(
            problem(Array(good.dropLast(1))) == .wrongSize(shape: [2, 3], type: "<f4", found: 23, expected: 24))
        #expect(problem(good + [0]) == .wrongSize(shape: [2, 3], type: "<f4", found: 25, expected: 24))
        #expect(problem(file(floats, payload, version: 9)) == .unknownVersion(9))
        #expect(problem(file(floats.replacingOccurrences(of: "<f4", with: ">f4"), payload)) == .unsupportedType(">f4"))
        for broken in [
            "{'descr': '<f4', 'shape': (2, 3), }", "{'descr': '<f4', 'fortran_order': No, 'shape': (2, 3)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3)}", "[]", "", floats + "x",
            "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'more': 1}",
        ] {
            if case .malformedHeader = problem(file(broken, payload)) { continue }
            Issue.record("accepted \(broken)")
        }
        let huge = "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4611686018427387904)}"
        #expect(problem(file(huge, [])) == .tooLarge([1 << 62, 1 << 62]))
        #expect(throws: NPYError.self) { try NPYFile(contentsOf: "/no/such/file.npy") }
        let notFinite = try read(file(floats, bytes([1, 2, 3, 4, .nan, 6] as [Float])))
        #expect(throws: NPYError.self) { try notFinite.matrix() }
        #expect(throws: NPYError.self) { try notFinite.integers() }
    }

    @Test func readersAreNotFooledByFlippedBytes() {
        let good = file(floats, bytes([1, 2, 3, 4, 5, 6] as [Float]))
        for position in 0..<(good.count - 24) {
            for value in [0, 0x28, 0x31, 0xff] as [UInt8] where good[position] != value {
                var broken = good
                broken[position] = value
                // Either an error or the same array (a changed blank is still a blank).
                if let read = try? read(broken) { #expect(read.shape.reduce(1, *) * 4 == 24) }
            }
        }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let folder = try TemporaryFolder()
        for numbers: [Float] in [[], [1], (0..<100).map { Float($0) / 3 }] {
            try NPYFile.write(numbers, to: folder.path + "/a.npy")
            let file = try NPYFile(contentsOf: folder.path + "/a.npy")
            #expect(file.shape == [numbers.count] && file.elements == .float32(numbers))
        }
    }
}
