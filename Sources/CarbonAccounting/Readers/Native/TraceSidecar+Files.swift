import Foundation

extension TraceSidecar {
    /// The files beside a trace that its reader also reads, as far as they exist: the sidecar and its list of estimated
    /// values.
    public static func companions(of trace: String) -> [String] {
        let sidecar = path(for: trace)
        guard sidecar != trace, let data = FileManager.default.contents(atPath: sidecar) else { return [] }
        let about = try? TraceSidecar(text: String(decoding: data, as: UTF8.self), file: sidecar)
        let list = about?.marksFile.map { marks($0, of: trace) }
        return [sidecar] + [list].compactMap(\.self).filter { FileManager.default.fileExists(atPath: $0) }
    }

    /// Path of the list of estimated values that a trace's sidecar names.
    static func marks(_ name: String, of trace: String) -> String {
        URL(filePath: trace).deletingLastPathComponent().appending(path: name).relativePath
    }
}
