import Documents
import Foundation

/// What an experiment file held when it was last run, as in `experiment.json` of its results folder: runs of methods that it
/// no longer has are told by it.
public struct ExperimentIndex: JSONDocument, Sendable, Equatable {
    /// Names, in the file's order.
    public let methods: [String]

    public init(methods: [String]) { self.methods = methods }

    /// Nil for a folder without one, as of earlier versions.
    static func read(inFolder folder: String) throws -> ExperimentIndex? {
        let path = Self.path(inFolder: folder)
        return FileManager.default.fileExists(atPath: path) ? try read(path) : nil
    }

    static func path(inFolder folder: String) -> String { folder + "/experiment.json" }

    /// Writes it unless the folder holds the same already.
    package func write(inFolder folder: String) throws {
        guard (try? Self.read(inFolder: folder)) != self else { return }
        try write(to: Self.path(inFolder: folder))
    }
}
