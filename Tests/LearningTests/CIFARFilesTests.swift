import Foundation
import Learning
import LinearAlgebra
import Testing

@Suite struct CIFARFilesTests {
    /// Writes `files` (name → bytes) into a fresh folder and removes it afterwards.
    static func withFolder(_ files: [String: [UInt8]], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cafe-cifar-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        try body(folder.path)
    }

    /// One record: label bytes, then a red, a green and a blue plane of one value each.
    static func record(_ labels: [UInt8], red: UInt8 = 0, green: UInt8 = 51, blue: UInt8 = 255) -> [UInt8] {
        labels + [red, green, blue].flatMap { [UInt8](repeating: $0, count: 1024) }
    }

    static let cifar10: [String: [UInt8]] = {
        var files = ["test_batch.bin": record([9]) + record([0])]
        for i in 1...5 { files["data_batch_\(i).bin"] = record([UInt8(i)]) }
        return files
    }()

    @Test func readsPlanesInOrder() throws {
        try Self.withFolder(Self.cifar10) { folder in
            let split = try CIFAR10Source(directory: folder).load()
            #expect(split.train.labels == [1, 2, 3, 4, 5] && split.test.labels == [9, 0])
            let row = Array(split.train.features.row(2))
            #expect(row[0] == 0 && row[1023] == 0 && row[1024] == 0.2 && row[2048] == 1 && row.count == 3072)
            let report = try DatasetReport(dataSources.source(at: folder))
            #expect(report.files.count == 6 && report.files.allSatisfy { $0.md5.count == 32 })
        }
    }

    @Test func hundredClassesFineAndCoarse() throws {
        let files = ["train.bin": Self.record([19, 99]), "test.bin": Self.record([0, 7])]
        try Self.withFolder(files) { folder in
            let fine = try CIFAR100Source(directory: folder, labels: .fine).load()
            let coarse = try CIFAR100Source(directory: folder, labels: .coarse).load()
            #expect(fine.train.labels == [99] && fine.train.classCount == 100)
            #expect(coarse.train.labels == [19] && coarse.train.classCount == 20)
        }
    }

    @Test func damagedFilesAreRefused() throws {
        let good = Self.cifar10["data_batch_3.bin"]!
        for (what, bytes, word) in [
            ("cut", Array(good.dropLast()), "3072 bytes"), ("empty", [], "0 bytes"),
            ("label", Self.record([10]), "label of record 0"),
            ("long", good + [1], "3074 bytes"),
        ] {
            var files = Self.cifar10
            files["data_batch_3.bin"] = bytes
            try Self.withFolder(files) { folder in
                let error = #expect(throws: DatasetError.self, "\(what)") {
                    try CIFAR10Source(directory: folder).load()
                }
                #expect(
                    error?.description.contains("data_batch_3.bin") == true
                        && error?.description.contains(word) == true, "\(what)")
            }
        }
        var files = Self.cifar10
        files["test_batch.bin"] = nil
        try Self.withFolder(files) { folder in
            let error = #expect(throws: DatasetError.self) { try CIFAR10Source(directory: folder).load() }
            #expect(error == .notDownloaded(path: "\(folder)/test_batch.bin", kind: "cifar10"))
        }
    }

    @Test func normalizationCentresAndScales() throws {
        try Self.withFolder(Self.cifar10) { folder in
            let split = try CIFAR10Source(directory: folder).load().normalized()
            // Every channel is constant here: only centred.
            #expect(split.train.features.elements.allSatisfy { abs($0) < 1e-6 })
        }
        let digits = try DigitsSource(directory: DatasetSourceTests.digits).load()
        let constants = ChannelNormalization(of: digits.normalized().train)
        #expect(abs(constants.means[0]) < 1e-5 && abs(constants.deviations[0] - 1) < 1e-5)
    }
}
