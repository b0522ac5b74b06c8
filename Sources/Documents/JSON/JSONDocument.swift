import Foundation

/// A value that is a JSON file of its own: sorted keys, indented, times as ISO 8601 in UTC.
public protocol JSONDocument: Codable {}

extension JSONDocument {
    public func jsonData() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Replaces the file as a whole: a reader never sees half of it.
    ///
    /// - Throws: `DocumentError` when a number is not finite or the file cannot be written.
    public func write(to path: String) throws {
        try writing(to: path) { try writeAtomically(try jsonData(), to: path) }
    }

    func writing(to path: String, _ write: () throws -> Void) throws {
        do { try write() } catch EncodingError.invalidValue(let value, let context) {
            let key = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw DocumentError(file: path, keyPath: key, message: "\(value) has no form in JSON")
        }
    }

    /// - Throws: `DocumentError` with the key for a missing file, broken JSON, or a missing or ill-typed member.
    public static func read(_ path: String) throws -> Self { try decoding(try contents(of: path), file: path) }

    /// The document in `data`; `file` names it in errors.
    package static func decoding(_ data: Data, file: String) throws -> Self {
        // Foundation's decoder takes a key that is given twice, and any depth.
        _ = try DocumentValue(json: data, file: file)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            return try decoder.decode(Self.self, from: data)
        } catch let error as DecodingError {
            throw DocumentError(decoding: error, file: file)
        }
    }
}

extension DocumentError {
    package init(decoding error: DecodingError, file: String) {
        func key(_ context: DecodingError.Context) -> String {
            let steps = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
            return steps.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let missing, let context):
            self.init(file: file, keyPath: key(context), message: "the key '\(missing.stringValue)' is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            self.init(file: file, keyPath: key(context), message: context.debugDescription)
        @unknown default:
            self.init(file: file, message: "\(error)")
        }
    }
}
