import Documents
import Foundation

/// Where the files of one run lie: `RESULTS/<experiment>/<method>/seed-<k>/`.
public struct RunDirectory: Sendable, Hashable {
    public let path: String

    public init(path: String) { self.path = path }

    public init(results: String, experiment: String, method: String, seed: UInt64) {
        path = [results, experiment, method, "seed-\(seed)"].joined(separator: "/")
    }

    public var manifest: String { path + "/manifest.json" }
    public var rounds: String { path + "/rounds.csv" }
    public var sites: String { path + "/sites.csv" }
    public var slots: String { path + "/slots.csv" }
    /// The final parameters as a one-dimensional NumPy array.
    public var model: String { path + "/model.npy" }
    public var summary: String { path + "/summary.json" }
    /// How far a completed run is from the best possible; see `RunCertificate`.
    public var certificate: String { path + "/certificate.json" }
    /// The state of a run that is not finished.
    public var checkpoint: String { path + "/checkpoint.bin" }
    /// The state before that, in case `checkpoint` is damaged.
    public var previousCheckpoint: String { path + "/checkpoint.previous.bin" }
    /// Beside the directory, so that it stays where it is when the directory is moved.
    var lock: String {
        let url = URL(filePath: path)
        return url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).lock").path
    }

    static func name(of path: String) -> String { URL(filePath: path).lastPathComponent }

    /// Creates the folder and those above it.
    public func create() throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw DocumentError(file: path, message: "cannot be created: \(error.localizedDescription)")
        }
    }
}
