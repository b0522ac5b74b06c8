import Documents
import Reproducibility

/// Text that needs no file: documents of sentences by a small grammar, in which each topic has its own distribution over
/// invented words, so that what a model learns of one topic helps it little with another.
///
///     sentence → phrase verb phrase [`and` sentence] `.`      phrase → `the` [adjective] noun [`of` phrase]
///
/// The words are the same for all topics; a topic's weights over them are one Dirichlet draw (α = 0.1) for each kind of word.
public struct SyntheticTextSource: TextDataSource {
    public static let kind = "syntheticText"
    public static let abstract = "made-up sentences on several topics, the same always; needs no file"

    public let topics: Int
    public let documents: Int
    public let tokens: TextTokens

    public init(topics: Int = 10, documents: Int = 500, tokens: TextTokens = .characters) {
        precondition(topics >= 1 && documents >= 5, "\(documents) documents on \(topics) topics")
        (self.topics, self.documents, self.tokens) = (topics, documents, tokens)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            topics: try reader.integer("topics", in: 1...1000, default: 10, help: "each a group of documents"),
            documents: try reader.integer(
                "documents", in: 5...100_000, default: 500, help: "of some 200 characters, a topic each by turns"),
            tokens: try TextTokens(reader))
    }

    public var files: [String] { [] }

    public func load(context: Int?) throws -> DatasetSplit {
        var grammars = (0..<topics).map { SyntheticGrammar(topic: $0) }
        // Every fifth document is for testing: topics take turns in blocks of five, so that each is in both parts.
        let texts = (0..<documents).map { index in
            let topic = index / 5 % topics
            return TextDocument(text: grammars[topic].document()[...], group: "topic \(topic)")
        }
        return try TextCorpus(name: Self.kind, documents: texts, separator: "\n\n", tokens: tokens)
            .split(context: context, path: Self.kind)
    }
}

/// The sentences of one topic.
private struct SyntheticGrammar {
    private enum Kind: Int, CaseIterable { case noun, verb, adjective }

    private static let wordsOfAKind = 40
    /// Of all topics, by kind.
    private static let words: [[String]] = Kind.allCases.map { kind in
        var stream = RandomStream(seed: 0, "synthetic words", kind.rawValue)
        return (0..<wordsOfAKind).map { _ in
            let syllables = Int.random(in: 1...3, using: &stream)
            return (0..<syllables).map { _ in
                String("bdfgklmnprstv".randomElement(using: &stream) ?? "b")
                    + String("aeiou".randomElement(using: &stream) ?? "a")
            }.joined() + ["", "s", "n"][kind.rawValue]
        }
    }

    private var stream: RandomStream
    /// Sums of the topic's weights, by kind.
    private var cumulative: [[Double]] = []

    init(topic: Int) {
        stream = RandomStream(seed: 0, "synthetic text", topic)
        cumulative = Kind.allCases.map { _ in
            var sum = 0.0
            return stream.dirichlet(0.1, count: Self.wordsOfAKind).map {
                sum += $0
                return sum
            }
        }
    }

    mutating func document() -> String {
        (0..<Int.random(in: 3...7, using: &stream)).map { _ in sentence() }.joined(separator: " ")
    }

    private mutating func sentence() -> String {
        var text = "\(phrase()) \(word(.verb)) \(phrase())"
        while stream.uniform() < 0.2 { text += " and \(phrase()) \(word(.verb)) \(phrase())" }
        return text + "."
    }

    private mutating func phrase() -> String {
        var text = "the "
        if stream.uniform() < 0.4 { text += word(.adjective) + " " }
        text += word(.noun)
        return stream.uniform() < 0.2 ? "\(text) of \(phrase())" : text
    }

    private mutating func word(_ kind: Kind) -> String {
        let point = stream.uniform()
        let index = cumulative[kind.rawValue].firstIndex { point < $0 } ?? Self.wordsOfAKind - 1
        return Self.words[kind.rawValue][index]
    }
}
