import Foundation

/// A JSON file that ends with the SHA-256 of its own text, so that damage and edits are noticed when it is read.
///
/// The last member, `sha256`, is of the text without that member.
public protocol SealedDocument: JSONDocument {
    /// Whether the file may be without a digest, as earlier versions of the program wrote it.
    var mayBeUnsealed: Bool { get }
}

extension SealedDocument {
    public func write(to path: String) throws {
        try writing(to: path) { try writeAtomically(JSONSeal.sealing(try jsonData()), to: path) }
    }

    /// - Throws: as for every JSON file; also for a text that does not match its digest.
    public static func read(_ path: String) throws -> Self {
        let data = try contents(of: path)
        let (text, isSealed) = try JSONSeal.verified(data, file: path)
        let document = try decoding(text, file: path)
        guard isSealed || document.mayBeUnsealed else {
            throw DocumentError(
                file: path, message: "is damaged, or was edited: the member 'sha256' at its end is missing")
        }
        return document
    }
}

/// The last member of a sealed text.
private enum JSONSeal {
    private static let opening = Data(",\n  \"sha256\" : \"".utf8)
    private static let closing = Data("\"\n}\n".utf8)
    private static let unsealedEnd = Data("\n}\n".utf8)
    private static let length = opening.count + 64 + closing.count

    /// - Parameter text: an indented object that is not empty.
    static func sealing(_ text: Data) -> Data {
        text.dropLast(unsealedEnd.count) + opening + Data(ContentDigest.of(text).utf8) + closing
    }

    /// The text without its seal, which must match.
    static func verified(_ data: Data, file: String) throws(DocumentError) -> (text: Data, isSealed: Bool) {
        let seal = data.suffix(length)
        guard seal.count == length, seal.starts(with: opening), seal.suffix(closing.count) == closing else {
            return (data, false)
        }
        let text = data.dropLast(length) + unsealedEnd
        guard Data(ContentDigest.of(text).utf8) == seal.dropFirst(opening.count).prefix(64) else {
            throw DocumentError(
                file: file, message: "is damaged, or was edited: its content does not match the digest at its end")
        }
        return (text, true)
    }
}
