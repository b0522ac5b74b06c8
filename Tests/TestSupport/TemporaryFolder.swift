import Foundation

/// A folder that is removed with the value.
public final class TemporaryFolder: Sendable {
    public let path = FileManager.default.temporaryDirectory.appending(path: "cafe-\(UUID().uuidString)").path

    public init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    public func write(_ text: String, _ name: String) throws -> String { try write(Data(text.utf8), name) }

    public func write(_ data: Data, _ name: String) throws -> String {
        try data.write(to: URL(filePath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}
