import Documents

/// A figure that an experiment file asks for, under `figures:`.
///
///     figures:
///       - methods
///       - {kind: selection-map, method: cafe}
///       - {kind: accuracy-budget, name: cifar10-accuracy-budget, variants: ["fractionOfFull=0.1,alpha=0.3"]}
public struct FigureRequest: Sendable, Equatable {
    /// The word of the figure; see the list of figures.
    public let kind: String
    /// Stem of the files; nil for the figure's own.
    public let name: String?
    /// The variants of a sweep that are shown, in this order; nil for all.
    public let variants: [String]?
    /// The methods that are shown; nil for all.
    public let methods: [String]?
    /// The keys of the figure itself, which it reads when it is drawn.
    public let settings: [DocumentValue.Entry]

    private static let commonKeys = ["kind", "name", "variants", "methods"]

    /// - Parameter value: a map, or the lone word of a figure.
    init(_ value: DocumentValue, file: String, keyPath: String) throws {
        let entries: [DocumentValue.Entry]
        switch value.content {
        case .string: entries = [.init("kind", value)]
        case .map(let members): entries = members
        case .null, .bool, .integer, .number, .list:
            throw DocumentError(
                file: file, line: value.line, keyPath: keyPath, message: "expected a figure, found \(value.summary)")
        }
        let common = entries.filter { Self.commonKeys.contains($0.key) }
        let reader = try DocumentReader(DocumentValue(.map(common), line: value.line), file: file, keyPath: keyPath)
        kind = try reader.string("kind", help: "see the list of figures")
        name = try reader.optionalString("name", help: "stem of the files")
        variants = reader.has("variants") ? try reader.strings("variants", help: "of a sweep; all by default") : nil
        methods = reader.has("methods") ? try reader.strings("methods", help: "all by default") : nil
        try reader.finish()
        settings = entries.filter { !Self.commonKeys.contains($0.key) }
    }
}
