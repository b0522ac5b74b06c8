import Documents
import Foundation

extension RunDirectory {
    /// Makes the directory a copy of a completed run of the same configuration and seed, which its manifest names.
    ///
    /// The manifest comes last: before it the directory is none of a run.
    /// - Parameters:
    ///   - source: where the run lies.
    ///   - manifest: its manifest.
    /// - Returns: the run's summary.
    /// - Throws: `DocumentError` for a file of the run that is missing, damaged or cannot be copied.
    package func copy(
        _ source: RunDirectory, _ manifest: RunManifest, experiment: String, method: String, methodIndex: Int
    ) throws -> RunSummary {
        try create()
        for (name, mark) in (manifest.files ?? [:]).sorted(by: { $0.key < $1.key }) {
            try mark.verify("\(source.path)/\(name)")
            let target = "\(path)/\(name)"
            do {
                if FileManager.default.fileExists(atPath: target) { try FileManager.default.removeItem(atPath: target) }
                try FileManager.default.copyItem(atPath: "\(source.path)/\(name)", toPath: target)
            } catch {
                throw DocumentError(file: target, message: "cannot be copied: \(error.localizedDescription)")
            }
        }
        var own = manifest
        (own.experiment, own.method, own.methodIndex) = (experiment, method, methodIndex)
        own.copiedFrom = manifest.copiedFrom ?? manifest.experiment
        try own.write(to: self.manifest)
        return try RunSummary.read(summary)
    }
}
