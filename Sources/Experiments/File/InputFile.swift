import CarbonAccounting
import Documents
import FederatedEngine
import Foundation
import Learning

/// A file that the numbers of a run depend on.
public struct InputFile: Sendable, Equatable {
    /// The setting that it comes from, such as `carbon.trace`.
    public let setting: String
    public let path: String
    /// SHA-256 of its content; nil for what is no regular file, such as a pipe.
    public let digest: String?
    /// The one method that depends on it; nil if all do.
    public let method: String?

    /// In a run's configuration: the setting and the file's own name, so that results stay valid when a folder is moved.
    var name: String { "\(setting) \(URL(filePath: path).lastPathComponent)" }
}

extension Experiment {
    /// Every file that runs of the experiment read, as far as they exist: traces with what is beside them, and data.
    ///
    /// - Throws: `DocumentError` for a file that is there and cannot be read.
    /// - Complexity: each file is read once in a process.
    public func inputFiles() throws -> [InputFile] {
        var found: [(setting: String, path: String, method: String?)] = []
        for (index, trace) in carbon.traces.enumerated() {
            let setting = carbon.traces.count == 1 ? "carbon.trace" : "carbon.trace[\(index)]"
            for path in [trace] + TraceSidecar.companions(of: trace) { found.append((setting, path, nil)) }
        }
        for path in data.source.files { found.append(("data", path, nil)) }
        for method in methods {
            for path in method.policy.files { found.append(("policy", path, method.name)) }
        }
        return try found.filter { FileManager.default.fileExists(atPath: $0.path) }.map {
            InputFile(
                setting: $0.setting, path: $0.path, digest: try ContentDigest.ofFile($0.path), method: $0.method)
        }
    }

    /// The configuration of one run, without its seed, with the content of what it reads: two runs with equal
    /// configuration and seed have equal rows.
    func configuration(of method: Method, inputs: [InputFile]) -> DocumentValue {
        func digests(of method: String?) -> DocumentValue {
            let found = inputs.filter { $0.method == method }
            return DocumentValue(
                .map(
                    found.map {
                        .init($0.name, $0.digest.map { DocumentValue(.string($0)) } ?? DocumentValue(.null))
                    }))
        }
        let settings = configuration(of: method)
        guard case .map(var entries) = settings.content else { return settings }
        let own = digests(of: method.name)
        // Where another method differs, no reader of results wonders at it.
        if own != DocumentValue(.map([])) {
            for index in entries.indices where entries[index].key == "method" {
                guard case .map(let settings) = entries[index].value.content else { continue }
                entries[index].value = DocumentValue(.map(settings + [.init(Self.inputsKey, own)]))
            }
        }
        return settings.with(.map(entries + [.init(Self.inputsKey, digests(of: nil))]))
    }

    /// Of a run's configuration, and of its method.
    static let inputsKey = "inputs"
}
