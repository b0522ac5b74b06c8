/// A place where two results differ. `run` is relative to the compared folders and empty where those are runs.
public enum ResultDifference: Sendable, Equatable {
    public enum Side: Sendable { case first, second }

    /// A run, or with `file` one of its files, that one folder does not have.
    case missing(run: String, file: String?, from: Side)
    /// The first key of a JSON file with other values; nil where it is missing.
    case value(run: String, file: String, key: String, _ first: String?, _ second: String?)
    /// The first line of a table, from 1, with other text; nil where the file has ended.
    case line(run: String, file: String, number: Int, _ first: String?, _ second: String?)
    /// The first byte of a binary file, from 0, that differs.
    case byte(run: String, file: String, offset: Int)
}

extension ResultDifference: CustomStringConvertible {
    /// One line for the place, and one for each of two values.
    public var description: String {
        func place(_ run: String, _ file: String?) -> String {
            [run, file ?? ""].filter { !$0.isEmpty }.joined(separator: "/")
        }
        func values(_ first: String?, _ second: String?, none: String) -> String {
            "\n  first:  \(first ?? none)\n  second: \(second ?? none)"
        }
        switch self {
        case .missing(let run, let file, let side):
            return "\(place(run, file)): only in the \(side == .first ? "second" : "first")"
        case .value(let run, let file, let key, let first, let second):
            return "\(place(run, file)): \(key)\(values(first, second, none: "(no such key)"))"
        case .line(let run, let file, let number, let first, let second):
            return "\(place(run, file)):\(number)\(values(first, second, none: "(end of file)"))"
        case .byte(let run, let file, let offset):
            return "\(place(run, file)): differs from byte \(offset) on"
        }
    }
}
