/// What a text is cut into for a model to predict.
public enum TextTokens: String, Sendable, Hashable, CaseIterable {
    /// The 256 bytes, whatever the text holds.
    case bytes
    /// The Unicode scalars that the text holds.
    case characters
}

/// A data set of text.
public protocol TextDataSource: DataSource {
    var tokens: TextTokens { get }
}

/// The tokens of a text by number.
struct Vocabulary {
    let tokens: TextTokens
    /// The number of each scalar, in the order of their code points; empty for bytes.
    private let numbers: [UInt32: Int32]
    let count: Int

    init(_ tokens: TextTokens, of documents: [TextDocument], separator: String) {
        self.tokens = tokens
        switch tokens {
        case .bytes: (numbers, count) = ([:], 256)
        case .characters:
            var scalars = Set(separator.unicodeScalars.map(\.value))
            for document in documents { scalars.formUnion(document.text.unicodeScalars.lazy.map(\.value)) }
            let pairs = scalars.sorted().enumerated().map { ($1, Int32(truncatingIfNeeded: $0)) }
            (numbers, count) = (Dictionary(uniqueKeysWithValues: pairs), scalars.count)
        }
    }

    /// - Precondition: all characters are in the vocabulary.
    func encode(_ text: Substring) -> [Int32] {
        switch tokens {
        case .bytes: text.utf8.map { Int32($0) }
        case .characters:
            text.unicodeScalars.map { scalar in
                guard let number = numbers[scalar.value] else {
                    preconditionFailure("\(scalar) is not in the vocabulary")
                }
                return number
            }
        }
    }
}
