import Documents
import Foundation

/// Tiny Shakespeare: 1.1 million characters of plays as one text (Karpathy, "The unreasonable effectiveness of recurrent
/// neural networks", 2015); a document is a speech, its group the speaker.
public struct TinyShakespeareSource: TextDataSource {
    public static let kind = "tinyshakespeare"
    public static let abstract = "Tiny Shakespeare: 7,222 speeches of plays by Shakespeare, grouped by their speakers"

    /// Of the file `input.txt`, or of the folder that holds its folder.
    public let directory: String
    public let tokens: TextTokens

    public init(directory: String? = nil, tokens: TextTokens = .characters) {
        (self.directory, self.tokens) = (directory ?? "Datasets", tokens)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            directory: try reader.optionalPath("directory", help: "folder of input.txt; Datasets if absent"),
            tokens: try TextTokens(reader))
    }

    private static let folder = "tinyshakespeare"

    private var file: TextFile {
        let (nested, flat) = ("\(directory)/\(Self.folder)/input.txt", "\(directory)/input.txt")
        let isFlat = !FileManager.default.fileExists(atPath: nested) && FileManager.default.fileExists(atPath: flat)
        let path = isFlat ? flat : nested
        return TextFile(path: path, separator: "\n\n", group: "^([^\\n]+):\\n")
    }

    public var files: [String] { existing([file.path]) }

    /// Andrej Karpathy's repository; the MD5 is of the file of 1,115,394 bytes whose SHA-256 TensorFlow Datasets publishes.
    public var archive: DatasetArchive? {
        URL(string: "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt").map {
            DatasetArchive(
                name: Self.kind, url: $0, md5: "6fb458f1232090904fb40fe944165e91", folder: Self.folder,
                file: "input.txt")
        }
    }

    public func load(context: Int?) throws -> DatasetSplit {
        let documents = try file.documents(missing: .notDownloaded(path: file.path, kind: Self.kind))
        return try TextCorpus(name: Self.kind, documents: documents, separator: file.separator, tokens: tokens)
            .split(context: context, path: file.path)
    }
}
