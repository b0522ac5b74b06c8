import Foundation

/// A folder that lives as long as the value, and the files put into it.
final class TemporaryFiles {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "carbon-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes a file and returns its path.
    func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ data: Data) throws -> String {
        let file = folder.appending(path: name)
        try data.write(to: file)
        return file.path(percentEncoded: false)
    }
}
