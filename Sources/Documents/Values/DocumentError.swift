/// One thing wrong with a configuration: where it stands, what was found and what was expected.
public struct DocumentError: Error, Sendable, Equatable, CustomStringConvertible {
    public let file: String
    public let line: Int?
    /// Dotted path from the root, list positions in brackets: `methods[2].policy.penaltyWeight`; empty for the root.
    public let keyPath: String
    public let message: String

    public init(file: String, line: Int?, keyPath: String, message: String) {
        (self.file, self.line, self.keyPath, self.message) = (file, line, keyPath, message)
    }

    /// Of a value: its line in `file`, or the assignment that put it there.
    package init(file: String, value: DocumentValue?, keyPath: String, message: String) {
        let assignment = value?.assignment
        self.init(
            file: assignment.map { "\(file) with \($0)" } ?? file, line: assignment == nil ? value?.line : nil,
            keyPath: keyPath, message: message)
    }

    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return keyPath.isEmpty ? "\(place): \(message)" : "\(place): \(keyPath): \(message)"
    }
}

extension DocumentError {
    /// A name on the command line that the file does not have.
    package static func unknown(_ name: String, among names: [String], option: String, file: String) -> DocumentError {
        let hint = nearMiss(name, among: names).map { "; did you mean '\($0)'?" } ?? "."
        return DocumentError(
            file: file, line: nil, keyPath: option,
            message: "'\(name)' is not in the file\(hint) It has: \(names.joined(separator: ", "))")
    }
}
