import Documents
import Foundation
import Learning
import LinearAlgebra
import TestSupport
import Testing

/// Texts as examples.
@Suite struct TextSourceTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "cafe-text-\(UUID())")

    private func file(_ content: Data) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "a.txt").path
        try content.write(to: URL(filePath: path))
        return path
    }

    private func source(_ text: String, _ keys: [DocumentValue.Entry] = []) throws -> any DataSource {
        let entries: [DocumentValue.Entry] = [
            .init("kind", DocumentValue(.string("text"))),
            .init("file", DocumentValue(.string(try file(Data(text.utf8))))),
        ]
        return try dataSources.read(DocumentReader(DocumentValue(.map(entries + keys)), file: ""))
    }

    /// An example as text again: what goes in, and what follows.
    private func shown(_ dataset: Dataset, _ row: Int, _ alphabet: [Character]) -> (input: String, targets: String) {
        let tokens = (0..<dataset.shape.width).map { alphabet[Int(dataset.features[row, $0])] }
        let targets = (0..<dataset.shape.width).map { dataset.targets[row, $0].map { alphabet[$0] } ?? "_" }
        return (String(tokens), String(targets))
    }

    @Test func documentsOfAGroupFollowEachOtherInWindows() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = "A:abc\n\nB:ba\n\nA:c\n\n\n\nB:a\n\nA:bb\n\nB:cc"
        let source = try source(text, [.init("group", DocumentValue(.string("^(.):")))])
        let split = try source.load(context: 4)
        let alphabet: [Character] = ["\n", ":", "A", "B", "a", "b", "c"]
        #expect(split.train.targets.classCount == 7 && split.train.classCount == 2)
        // Training: all but the fifth document.
        let training = (0..<split.train.count).map { shown(split.train, $0, alphabet) }
        #expect(training.map(\.input) == ["A:ab", "c\n\nA", ":c\n\n", "B:ba", "\n\nB:", "a\n\nB", ":cc\n"])
        #expect(training.map(\.targets) == [":abc", "\n\nA:", "c___", ":ba\n", "\nB:a", "\n\nB:", "cc__"])
        #expect(split.train.labels == [0, 0, 0, 1, 1, 1, 1])
        let test = (0..<split.test.count).map { shown(split.test, $0, alphabet) }
        #expect(test.map(\.targets) == [":bb_"] && split.test.labels == [0])
    }

    @Test func bytesAreBytesAndCharactersAreScalars() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = (0..<5).map { _ in "né\r\nne" }.joined(separator: "|")
        let separator = DocumentValue.Entry("separator", DocumentValue(.string("|")))
        let characters = try source(text, [separator]).load(context: 16)
        #expect(characters.train.targets.classCount == 6)  // \n \r e n | é
        let bytes = try source(text, [separator, .init("tokens", DocumentValue(.string("bytes")))]).load(context: 16)
        #expect(bytes.train.targets.classCount == 256)
        let first = bytes.train.features.row(0).prefix(4).map { UInt8($0) }
        #expect(first == Array("né\r".utf8))
    }

    @Test func whatCannotBeLearnedFromSaysWhy() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        func message(_ body: () throws -> DatasetSplit) -> String {
            #expect(throws: DatasetError.self) { _ = try body() }?.description ?? ""
        }
        #expect(message { try source("one\n\ntwo").load(context: 4) }.contains("5 or more, parted by \"\\n\\n\""))
        #expect(message { try source("").load(context: 4) }.contains("found 0 of them"))
        #expect(message { try source("a\n\nb\n\nc\n\nd\n\ne").load(context: 4) }.contains("for testing"))
        let path = try file(Data([0x61, 0xff, 0x62]))
        #expect(message { try TextSource(file: path).load() }.contains("found bytes that are no UTF-8"))
        #expect(message { try TextSource(file: path + "x").load() }.contains("a.txtx: not found"))
        for (key, value) in [("separator", ""), ("group", "(["), ("tokens", "words")] {
            #expect(throws: DocumentError.self) {
                _ = try source("a", [.init(key, DocumentValue(.string(value)))])
            }
        }
    }

    @Test func syntheticTextIsTheSameAlwaysAndItsTopicsDiffer() throws {
        let source = SyntheticTextSource(topics: 3, documents: 60)
        let split = try source.load(context: 32)
        #expect(split == (try source.load(context: 32)))
        #expect(split.train.classCount == 3 && split.test.classCount == 3)
        #expect(split.train.classCounts().allSatisfy { $0 > 50 } && split.test.classCounts().allSatisfy { $0 > 10 })
        // Words of one topic are rare in another: the letters' frequencies differ by more than chance.
        func frequencies(_ topic: Int32) -> [Double] {
            var counts = [Double](repeating: 0, count: split.train.targets.classCount)
            for row in 0..<split.train.count where split.train.labels[row] == topic {
                for place in 0..<32 { if let token = split.train.targets[row, place] { counts[token] += 1 } }
            }
            let sum = counts.reduce(0, +)
            return counts.map { $0 / sum }
        }
        #expect(zip(frequencies(0), frequencies(1)).reduce(0) { $0 + abs($1.0 - $1.1) } > 0.1)
    }

    @Test func tinyShakespeareIsFetchedByName() throws {
        let source = try dataSources.named("tinyshakespeare", directory: "/nonexistent")
        #expect(dataSources.downloadable.contains("tinyshakespeare") && source.archive?.file == "input.txt")
        #expect(
            throws: DatasetError.notDownloaded(path: "/nonexistent/tinyshakespeare/input.txt", kind: "tinyshakespeare")
        ) {
            try source.load()
        }
    }
}
