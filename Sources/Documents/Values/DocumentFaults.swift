/// Mistakes of a document, collected while it is read, so that they can be mended at once.
public final class DocumentFaults {
    /// In the order in which they were met, each once.
    public private(set) var errors: [DocumentError] = []

    public init() {}

    public func note(_ error: DocumentError) {
        if !errors.contains(error) { errors.append(error) }
    }
}
