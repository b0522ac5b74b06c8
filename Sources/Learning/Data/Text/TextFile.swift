import Foundation

/// A text file cut into documents by a separator, each in the group that a pattern finds in it.
struct TextFile: Hashable {
    let path: String
    /// Not empty.
    let separator: String
    /// A regular expression whose first capture, or without one whose match, names a document's group; nil makes all documents
    /// one group. Documents without a match are a group of their own.
    let group: String?

    /// As many bytes as make two gibibytes of tokens and targets.
    private static let largestSize = 1 << 28

    /// - Parameter missing: what to say where there is no such file.
    /// - Throws: `DatasetError` for a file that is missing, too large or no UTF-8.
    func documents(missing: DatasetError) throws -> [TextDocument] {
        guard FileManager.default.fileExists(atPath: path) else { throw missing }
        let data: Data
        do { data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) } catch {
            throw DatasetError.unreadable(path: path, reason: error.localizedDescription)
        }
        guard data.count <= Self.largestSize else {
            throw DatasetError.unsuitable(
                path: path, place: "size", found: "\(data.count) bytes", expected: "\(Self.largestSize) at most")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw DatasetError.unsuitable(
                path: path, place: "text", found: "bytes that are no UTF-8", expected: "UTF-8, as iconv makes of others"
            )
        }
        let pattern = try group.map { try Regex($0) }
        return parts(of: text).map { part in
            guard let match = pattern.flatMap({ try? $0.firstMatch(in: part) }) else {
                return TextDocument(text: part, group: "")
            }
            let capture = match.output.count > 1 ? match.output[1].substring : match.output[0].substring
            return TextDocument(text: part, group: capture.map(String.init) ?? "")
        }
    }

    /// By bytes, since a separator of line ends may be part of what Swift takes for one character; empty parts are no documents.
    private func parts(of text: String) -> [Substring] {
        let (bytes, mark) = (text.utf8, Array(separator.utf8))
        var parts: [Substring] = []
        var start = bytes.startIndex
        var next = start
        while next != bytes.endIndex {
            if bytes[next] == mark[0], bytes[next...].starts(with: mark) {
                parts.append(text[start..<next])
                next = bytes.index(next, offsetBy: mark.count)
                start = next
            } else {
                bytes.formIndex(after: &next)
            }
        }
        return (parts + [text[start...]]).filter { !$0.isEmpty }
    }
}
