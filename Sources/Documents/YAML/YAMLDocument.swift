import Foundation
import Yams

/// Reads configurations from YAML (JSON is YAML) and applies `path=value` overrides.
public enum YAMLDocument {
    /// - Throws: `DocumentError` if the file cannot be read or is no YAML, with the line where there is one.
    public static func load(_ path: String) throws -> DocumentValue {
        let text: String
        do {
            text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw DocumentError(
                file: path, line: nil, keyPath: "",
                message: exists ? "cannot be read as UTF-8 text" : "no such file; expected a YAML file")
        }
        guard text.utf8.count <= sizeLimit else {
            throw DocumentError(file: path, message: "\(text.utf8.count) bytes, expected \(sizeLimit) at most")
        }
        return try parse(text, file: path)
    }

    /// In bytes; longer than any document of ours, and parsed in a moment.
    private static let sizeLimit = 4 << 20

    /// The configuration in `text`; `file` names it in errors.
    public static func parse(_ text: String, file: String) throws -> DocumentValue {
        if let alias = firstAlias(in: text) {
            throw DocumentError(
                file: file, line: alias.line,
                message: "the YAML alias *\(alias.name) is not supported; repeat the value where it is needed")
        }
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw DocumentError(
                    file: file, line: nil, keyPath: "", message: "is empty; expected a map of keys")
            }
            return try convert(node, file: file)
        } catch let error as YamlError {
            throw DocumentError(file: file, line: error.line, keyPath: "", message: error.reason)
        }
    }

    /// Replaces or adds the value at a dotted path: `training.learningRate=0.1`, `methods.cafe.policy.penaltyWeight=3`
    /// (list elements by their `name` or by position), `seeds=[1, 2]` (the right side is YAML).
    /// - Parameter origin: where the assignment comes from, for errors.
    public static func apply(_ assignment: String, to root: inout DocumentValue, origin: String = "--set") throws {
        let file = "\(origin) \(assignment)"
        let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw DocumentError(
                file: file, line: nil, keyPath: "", message: "expected path.to.key=value")
        }
        let value = parts[1].isEmpty ? DocumentValue(.string("")) : try parse(String(parts[1]), file: file)
        try set(value.assigned(by: file), at: String(parts[0]), in: &root, file: file)
    }

    /// Replaces or adds the value at a dotted path, as `apply` does; `file` names the place in errors.
    package static func set(
        _ value: DocumentValue, at path: String, in root: inout DocumentValue, file: String
    ) throws {
        try root.assign(value, at: path.split(separator: ".").map(String.init)[...], file: file)
    }

    /// Deeper than any document of ours, shallower than the stack.
    private static let depthLimit = 64

    private static func convert(_ node: Node, file: String, depth: Int = 0) throws -> DocumentValue {
        let line = node.mark?.line
        guard depth < depthLimit else {
            throw DocumentError(file: file, line: line, message: "more than \(depthLimit) nested levels")
        }
        switch node {
        case .mapping(let mapping):
            let entries = try mapping.map { key, value in
                guard let name = key.scalar?.string else {
                    throw DocumentError(
                        file: file, line: key.mark?.line, keyPath: "", message: "a key must be a word")
                }
                // An empty value has no line of its own to point at; its key has.
                let converted = try convert(value, file: file, depth: depth + 1)
                return DocumentValue.Entry(
                    name, DocumentValue(converted.content, line: key.mark?.line ?? line))
            }
            return DocumentValue(.map(entries), line: line)
        case .sequence(let sequence):
            return DocumentValue(.list(try sequence.map { try convert($0, file: file, depth: depth + 1) }), line: line)
        case .scalar(let scalar):
            let content: DocumentValue.Content =
                if scalar.style == .singleQuoted || scalar.style == .doubleQuoted {
                    .string(scalar.string)
                } else if node.null != nil {
                    .null
                } else if scalar.string == "true" || scalar.string == "false" {
                    .bool(scalar.string == "true")
                } else if let value = Int(scalar.string) {
                    .integer(value)
                } else if let value = Double(scalar.string) {
                    .number(value)
                } else {
                    // Country codes such as NO stay words: only true and false are truth values here.
                    .string(scalar.string)
                }
            return DocumentValue(content, line: line)
        case .alias:
            throw DocumentError(file: file, line: line, keyPath: "", message: "YAML aliases are not supported")
        }
    }
}

extension YamlError {
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    fileprivate var reason: String {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "not valid YAML at column \(mark.column): \(problem)"
        case .duplicatedKeysInMapping(let keys, _):
            "a key is given twice: \(keys.map { "\($0)" }.joined(separator: ", "))"
        default: "not valid YAML: \(self)"
        }
    }
}

extension DocumentValue {
    fileprivate mutating func assign(_ value: DocumentValue, at path: ArraySlice<String>, file: String) throws {
        guard let key = path.first else {
            self = value
            return
        }
        switch content {
        case .null:
            content = .map([])
            try assign(value, at: path, file: file)
        case .map(var entries):
            if let index = entries.firstIndex(where: { $0.key == key }) {
                try entries[index].value.assign(value, at: path.dropFirst(), file: file)
            } else {
                var child = DocumentValue(.null, assignment: value.assignment)
                try child.assign(value, at: path.dropFirst(), file: file)
                entries.append(Entry(key, child))
            }
            content = .map(entries)
        case .string:
            // `policy: cafe` is short for `policy: {kind: cafe}`: a key below it makes the map.
            let kind = Entry("kind", self)
            content = .map([kind])
            try assign(value, at: path, file: file)
        case .list(var items):
            let names = items.map { $0["name"]?.content }
            guard let index = names.firstIndex(of: .string(key)) ?? Int(key), items.indices.contains(index) else {
                let known = names.compactMap { if case .string(let name)? = $0 { name } else { nil } }
                throw DocumentError(
                    file: file, line: nil, keyPath: key,
                    message: "no element of that name or position; the list has \(items.count) elements"
                        + (known.isEmpty ? "" : ": \(known.joined(separator: ", "))"))
            }
            try items[index].assign(value, at: path.dropFirst(), file: file)
            content = .list(items)
        default:
            throw DocumentError(
                file: file, line: nil, keyPath: key, message: "the path goes on below \(summary), which has no keys")
        }
    }
}
