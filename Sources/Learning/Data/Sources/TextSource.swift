import Documents

/// Any plain text in UTF-8; every fifth document is for testing, and the class of an example is its document's group.
public struct TextSource: TextDataSource {
    public static let kind = "text"
    public static let abstract = "a plain text of your own, for a model that predicts its next token"

    public let tokens: TextTokens
    private let file: TextFile

    public init(file: String, tokens: TextTokens = .characters, separator: String = "\n\n", group: String? = nil) {
        precondition(!separator.isEmpty, "documents parted by nothing")
        self.tokens = tokens
        self.file = TextFile(path: file, separator: separator, group: group)
    }

    public init(_ reader: DocumentReader) throws {
        let separator = try reader.string(
            "separator", default: "\n\n", help: "what stands between two documents; an empty line if absent")
        guard !separator.isEmpty else {
            throw reader.error("separator", "is empty; expected what stands between two documents, such as \"\\n\\n\"")
        }
        let group = try reader.optionalString(
            "group", help: "a regular expression whose first capture names a document's group; one group if absent")
        if let group {
            do { _ = try Regex(group) } catch {
                throw reader.error("group", "'\(group)' is no regular expression: \(error)")
            }
        }
        self.init(
            file: try reader.path("file", help: "a text in UTF-8"), tokens: try TextTokens(reader),
            separator: separator, group: group)
    }

    public var files: [String] { existing([file.path]) }

    public func load(context: Int?) throws -> DatasetSplit {
        let documents = try file.documents(
            missing: .missing(path: file.path, advice: "Expected a text file, which `file` names."))
        let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
        return try TextCorpus(name: name, documents: documents, separator: file.separator, tokens: tokens)
            .split(context: context, path: file.path)
    }
}

extension TextTokens {
    init(_ reader: DocumentReader) throws {
        self = try reader.choice(
            "tokens", default: .characters, help: "what is predicted: the text's characters, or its bytes")
    }
}
