/// One thing wrong with a file, or with a setting: where it is, what was found, what was expected and what to do.
public struct DocumentError: Error, Sendable, Equatable, CustomStringConvertible {
    public let file: String
    /// From 1; nil when the problem is the file as a whole.
    public let line: Int?
    /// From 1, where the place in the line is known.
    public let column: Int?
    /// Dotted path from the root, list positions in brackets: `methods[2].policy.penaltyWeight`; the name of a column in a
    /// CSV file. Empty for the root or the file as a whole.
    public let keyPath: String
    public let message: String
    /// The `errno` of the call that failed, where the system refused something.
    public let systemError: Int32?

    public init(
        file: String, line: Int? = nil, column: Int? = nil, keyPath: String = "", message: String,
        systemError: Int32? = nil
    ) {
        (self.file, self.line, self.column, self.keyPath, self.message) = (file, line, column, keyPath, message)
        self.systemError = systemError
    }

    /// Of a value: its line in `file`, or the assignment that put it there.
    package init(file: String, value: DocumentValue?, keyPath: String, message: String) {
        let assignment = value?.assignment
        self.init(
            file: assignment.map { "\(file) with \($0)" } ?? file, line: assignment == nil ? value?.line : nil,
            keyPath: keyPath, message: message)
    }

    public var description: String {
        let place = ([file] + [line, column].compactMap { $0?.description }).joined(separator: ":")
        return keyPath.isEmpty ? "\(place): \(message)" : "\(place): \(keyPath): \(message)"
    }
}

extension DocumentError {
    /// A name on the command line that the file does not have.
    package static func unknown(_ name: String, among names: [String], option: String, file: String) -> DocumentError {
        let hint = nearMiss(name, among: names).map { "; did you mean '\($0)'?" } ?? "."
        return DocumentError(
            file: file, keyPath: option,
            message: "'\(name)' is not in the file\(hint) It has: \(names.joined(separator: ", "))")
    }
}
