/// A folder of results without a run.
public struct NoRunsError: Error, Equatable, CustomStringConvertible {
    public let path: String

    package init(path: String) { self.path = path }

    public var description: String { "\(path): holds no run; expected <method>/seed-<k>/manifest.json" }
}
