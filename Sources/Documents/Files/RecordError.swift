/// A file of a run that cannot be read or written: where, what stands there, what was expected, what to do.
public struct RecordError: Error, Equatable, CustomStringConvertible {
    public var path: String
    /// From 1; nil when the problem is the file as a whole.
    public var line: Int?
    /// Name of the CSV column or JSON key.
    public var field: String?
    public var problem: String

    public init(path: String, line: Int? = nil, field: String? = nil, problem: String) {
        (self.path, self.line, self.field, self.problem) = (path, line, field, problem)
    }

    public var description: String {
        var place = path
        if let line { place += ":\(line)" }
        if let field { place += ", \(field)" }
        return "\(place): \(problem)"
    }
}
