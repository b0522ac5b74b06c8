import LinearAlgebra

/// A part of a text that belongs together, such as a speech, with the name of the group it is of, such as its speaker.
struct TextDocument {
    let text: Substring
    let group: String
}

/// A text as documents, and how it becomes examples: in each group the documents follow each other, with the separator
/// between them, and are cut into windows of tokens, each of which predicts the token after it.
struct TextCorpus {
    let name: String
    /// In the order of the text.
    let documents: [TextDocument]
    let separator: String
    let tokens: TextTokens

    static let defaultContext = 128

    /// Every fifth document (4, 9, 14, …) is for testing. The label of an example is its group, in the order in which the
    /// groups first occur; its targets are the tokens that follow, none after the end of its group.
    ///
    /// - Parameter context: tokens of an example; nil takes 128.
    /// - Throws: `DatasetError` if a part has no example.
    func split(context: Int?, path: String) throws -> DatasetSplit {
        let context = context ?? Self.defaultContext
        let vocabulary = Vocabulary(tokens, of: documents, separator: separator)
        var groups: [String: Int] = [:]
        for document in documents where groups[document.group] == nil { groups[document.group] = groups.count }
        func part(_ isTest: Bool) throws -> Dataset {
            var members = [[Substring]](repeating: [], count: groups.count)
            for (index, document) in documents.enumerated() where (index % 5 == 4) == isTest {
                members[groups[document.group] ?? 0].append(document.text)
            }
            var windows = TextWindows(context: context)
            for (group, texts) in members.enumerated() {
                windows.append(
                    Array(texts.map { vocabulary.encode($0) }.joined(separator: vocabulary.encode(separator[...]))),
                    group: group)
            }
            guard windows.count > 0 else {
                throw DatasetError.unsuitable(
                    path: path, place: "documents",
                    found: "\(documents.count) of them, and none of more than one token among those for "
                        + (isTest ? "testing" : "training"),
                    expected: "5 or more, parted by \(separator.debugDescription); name another `separator`")
            }
            return windows.dataset(name: name, groupCount: groups.count, vocabularyCount: vocabulary.count)
        }
        return DatasetSplit(train: try part(false), test: try part(true))
    }
}

/// Windows of tokens as examples; the last one of a stream may be shorter, and has no targets past its end.
private struct TextWindows {
    let context: Int
    private var inputs: [Float] = []
    private var targets: [Int32] = []
    private var groups: [Int32] = []

    init(context: Int) { self.context = context }

    var count: Int { groups.count }

    /// A stream of one token or none has nothing to predict.
    mutating func append(_ stream: [Int32], group: Int) {
        for start in stride(from: 0, to: stream.count - 1, by: context) {
            for place in start..<start + context {
                inputs.append(place < stream.count ? Float(stream[place]) : 0)
                targets.append(place + 1 < stream.count ? stream[place + 1] : -1)
            }
            groups.append(Int32(truncatingIfNeeded: group))
        }
    }

    func dataset(name: String, groupCount: Int, vocabularyCount: Int) -> Dataset {
        Dataset(
            name: name, features: Matrix(rows: count, columns: context, elements: inputs), labels: groups,
            shape: ImageShape(channels: 1, height: 1, width: context), classCount: groupCount,
            targets: PredictionTargets(targets, perExample: context, classCount: vocabularyCount))
    }
}
