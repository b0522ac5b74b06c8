import Foundation
import Learning
import LinearAlgebra
import Testing

@Suite struct NumPyPairTests {
    static func npy(_ type: String, _ shape: String, _ content: Data) -> Data {
        let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
        let padded = header + String(repeating: " ", count: 127 - (10 + header.utf8.count) % 64 % 64) + "\n"
        let length = padded.utf8.count
        return Data([0x93] + "NUMPY".utf8 + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + padded.utf8) + content
    }

    static func floats(_ values: [Float]) -> Data { values.withUnsafeBytes { Data($0) } }
    static func integers(_ values: [Int64]) -> Data { values.withUnsafeBytes { Data($0) } }

    static func load(_ features: Data, _ labels: Data) throws -> DatasetSplit {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cafe-npy-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try features.write(to: folder.appending(path: "x.npy"))
        try labels.write(to: folder.appending(path: "x-labels.npy"))
        return try dataSources.source(at: folder.appending(path: "x.npy").path).load()
    }

    @Test func pairsBecomeADataSet() throws {
        let split = try Self.load(
            Self.npy("<f4", "6, 2", Self.floats((0..<12).map(Float.init))),
            Self.npy("<i8", "6,", Self.integers([0, 1, 2, 0, 1, 2])))
        #expect(split.train.labels == [0, 1, 2, 0, 2] && split.test.labels == [1] && split.train.classCount == 3)
        #expect(split.test.features.elements == [8, 9])
        let images = try Self.load(
            Self.npy("|u1", "5, 1, 1, 2", Data([0, 255, 0, 255, 0, 255, 0, 255, 0, 51])),
            Self.npy("|u1", "5,", Data([0, 0, 1, 1, 0])))
        #expect(
            images.train.shape == ImageShape(channels: 1, height: 1, width: 2)
                && images.test.features.elements == [0, 0.2])
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let good = Self.npy("<f4", "2, 1", Self.floats([1, 2]))
        let labels = Self.npy("<i8", "2,", Self.integers([0, 1]))
        _ = try Self.load(good, labels)
        for (what, features, labels) in [
            ("NaN", Self.npy("<f4", "2, 1", Self.floats([1, .nan])), labels),
            ("rank", Self.npy("<f4", "2,", Self.floats([1, 2])), labels),
            ("label count", good, Self.npy("<i8", "1,", Self.integers([0]))),
            ("negative label", good, Self.npy("<i8", "2,", Self.integers([0, -1]))),
            ("float labels", good, Self.npy("<f4", "2,", Self.floats([0, 1]))),
            ("no examples", Self.npy("<f4", "0, 1", Data()), Self.npy("<i8", "0,", Data())),
        ] {
            #expect(throws: DatasetError.self, "\(what)") { try Self.load(features, labels) }
        }
    }
}
