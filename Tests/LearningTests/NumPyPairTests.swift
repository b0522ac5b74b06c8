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

    static func load(_ features: Data, _ labels: Data, layout: ImageLayout? = nil) throws -> DatasetSplit {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cafe-npy-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try features.write(to: folder.appending(path: "x.npy"))
        try labels.write(to: folder.appending(path: "x-labels.npy"))
        return try dataSources.source(at: folder.appending(path: "x.npy").path, layout: layout).load()
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

    /// Columns of labels, any integers, Fortran order and channels last come to the same as what is written for cafe.
    @Test func otherFormsAreRead() throws {
        let labels = Self.npy("<i8", "5,", Self.integers([0, 1, 0, 1, 0]))
        let values = (0..<60).map { Float($0) }
        let images = try Self.load(Self.npy("<f4", "5, 3, 2, 2", Self.floats(values)), labels)
        for other in [
            Self.npy("<i8", "5, 1", Self.integers([0, 1, 0, 1, 0])), Self.npy("|i1", "5,", Data([0, 1, 0, 1, 0])),
            Self.npy("<u2", "5,", Data([0, 0, 1, 0, 0, 0, 1, 0, 0, 0])), Self.npy("|b1", "5,", Data([0, 1, 0, 1, 0])),
        ] {
            #expect(
                try Self.load(Self.npy("<f4", "5, 3, 2, 2", Self.floats(values)), other).train.labels == [0, 1, 0, 1])
        }
        /// Element (example, channel, row, column) of the images above.
        func element(_ n: Int, _ c: Int, _ y: Int, _ x: Int) -> Float { values[((n * 3 + c) * 2 + y) * 2 + x] }
        var fortran: [Float] = []
        for x in 0..<2 { for y in 0..<2 { for c in 0..<3 { for n in 0..<5 { fortran.append(element(n, c, y, x)) } } } }
        var header = Self.npy("<f4", "5, 3, 2, 2", Data())
        let place = try #require(header.firstRange(of: Data("False".utf8)))
        header.replaceSubrange(place, with: Data("True ".utf8))
        #expect(try Self.load(header + Self.floats(fortran), labels).train == images.train)
        var last: [Float] = []
        for n in 0..<5 { for y in 0..<2 { for x in 0..<2 { for c in 0..<3 { last.append(element(n, c, y, x)) } } } }
        #expect(
            try Self.load(Self.npy("<f4", "5, 2, 2, 3", Self.floats(last)), labels, layout: .channelsLast).train
                == images.train)
        #expect(
            try Self.load(Self.npy("|u1", "5, 1, 2", Data(repeating: 7, count: 10)), labels).train.shape
                == ImageShape(channels: 1, height: 1, width: 2))
    }

    @Test func channelsLastAndGapsInLabelsAreAnsweredWithWhatWorks() throws {
        let images = Self.npy("|u1", "5, 8, 8, 3", Data(repeating: 1, count: 5 * 192))
        let good = Self.npy("<i8", "5,", Self.integers([0, 1, 0, 1, 0]))
        func message(_ features: Data, _ labels: Data) -> String {
            do {
                _ = try Self.load(features, labels)
                return ""
            } catch { return "\(error)" }
        }
        #expect(message(images, good).contains("layout: channelsLast"))
        let rows = Self.npy("<f4", "5, 1", Self.floats([1, 2, 3, 4, 5]))
        for labels in [[1, 2, 1, 2, 1], [0, 2, 0, 2, 0]] as [[Int64]] {
            let text = message(rows, Self.npy("<i8", "5,", Self.integers(labels)))
            #expect(text.contains("expected 0 to 1") && text.contains("numpy.unique"))
        }
        let text = message(Self.npy("<f4", "5, 1", Self.floats([1, 2, .nan, 4, 5])), good)
        #expect(text.contains("row 2") && !text.contains("damaged"))
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
