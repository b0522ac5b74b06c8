/// A run directory that another process writes to.
public struct RunLockError: Error, Sendable, CustomStringConvertible {
    public let directory: RunDirectory
    public let holder: String

    package init(directory: RunDirectory, holder: String) { (self.directory, self.holder) = (directory, holder) }

    public var description: String {
        "\(directory.path) is being written by \(holder)"
    }
}
