import Documents
import Foundation
import Reproducibility
import Synchronization

/// All runs of one experiment, read back from `RESULTS/<experiment>`.
public struct ExperimentRecord: Sendable, Equatable {
    /// The runs of one method in one configuration, by ascending seed.
    public struct MethodRuns: Sendable, Equatable {
        /// The method's name; where its runs are of several configurations, with what differs: `cafe {rounds: 40}`.
        public let name: String
        public let runs: [RunRecord]

        /// Whether the policy knew the future: a reference, not ranked with online rules.
        public var isOffline: Bool { runs.contains { $0.manifest.isOffline == true } }

        /// The name, marked where the policy knew the future.
        public var title: String { isOffline ? "\(name) (offline)" : name }

        /// The completed runs.
        public var completed: [RunRecord] { runs.filter { $0.summary != nil } }
    }

    public let name: String
    public let path: String
    /// In the order of the experiment file, and by name where that says nothing.
    public let methods: [MethodRuns]
    /// Methods with runs in the folder that the experiment file, as it was last run, does not have; they are in no table.
    public let formerMethods: [String]
    /// Keys of the configuration beside the method in which the runs differ, such as `rounds`.
    public let differingKeys: [String]

    /// Reads every folder `<method>/seed-<k>` that holds a manifest; other files and folders are passed over.
    ///
    /// - Throws: `NoRunsError` when it holds no run; `DocumentError` when there is no such folder, and for any file of a run
    ///   that does not parse.
    public init(_ path: String) throws {
        let path = Self.withoutSlash(path)
        try self.init(path, runs: Self.runDirectories(in: path).map { try RunRecord($0) })
    }

    private init(_ path: String, runs: [RunRecord]) throws {
        guard let first = runs.first else { throw NoRunsError(path: path) }
        self.path = path
        name = first.manifest.experiment
        let current = try ExperimentIndex.read(inFolder: path)?.methods
        let former = Set(runs.map(\.manifest.method)).subtracting(current ?? runs.map(\.manifest.method))
        formerMethods = former.sorted()
        let kept = runs.filter { !former.contains($0.manifest.method) }
        methods = Self.methods(of: kept)
        differingKeys = ConfigurationDifference(kept.map(\.manifest.configuration)).keys
            .filter { !$0.hasPrefix("method.") }
    }

    /// Every folder `<method>/seed-<k>` of an experiment's folder that holds a manifest, by name.
    package static func runDirectories(in path: String) throws -> [RunDirectory] {
        try folders(in: path).flatMap { method in
            try folders(in: "\(path)/\(method)").filter { $0.hasPrefix("seed-") }
                .map { RunDirectory(path: "\(path)/\(method)/\($0)") }
                .filter { FileManager.default.fileExists(atPath: $0.manifest) }
        }
    }

    /// The runs by method, in the order of the experiment file and by name where that says nothing.
    static func methods(of runs: [RunRecord]) -> [MethodRuns] {
        Dictionary(grouping: runs, by: \.manifest.method)
            .flatMap { name, runs in
                let difference = ConfigurationDifference(runs.map(\.manifest.configuration))
                return Dictionary(grouping: runs, by: \.manifest.configurationHash).values.map { group in
                    let label = difference.label(of: group[0].manifest.configuration)
                    return MethodRuns(
                        name: label.isEmpty ? name : "\(name) {\(label)}",
                        runs: group.sorted { $0.manifest.seed < $1.manifest.seed })
                }
            }
            .sorted {
                ($0.runs[0].manifest.methodIndex, $0.name) < ($1.runs[0].manifest.methodIndex, $1.name)
            }
    }

    package init(name: String, path: String, methods: [MethodRuns]) {
        (self.name, self.path, self.methods) = (name, path, methods)
        (formerMethods, differingKeys) = ([], [])
    }

    /// The experiments of `folders(below:)`; as many runs are read at once as the machine has cores.
    ///
    /// - Parameter progress: told how many runs are read of how many, from several threads.
    /// - Throws: as `init`, also when there is none.
    public static func all(
        in path: String, progress: @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws -> [ExperimentRecord] {
        let path = withoutSlash(path)
        let folders = try folders(below: path)
        let experiments = try (folders.isEmpty ? [path] : folders).map { (path: $0, runs: try runDirectories(in: $0)) }
        let directories = experiments.flatMap(\.runs)
        let done = Atomic(0)
        var runs = try WorkerPool(workers: ProcessInfo.processInfo.activeProcessorCount).map(directories.count) {
            _, index in
            let run = try RunRecord(directories[index])
            progress(done.wrappingAdd(1, ordering: .relaxed).newValue, directories.count)
            return run
        }[...]
        return try experiments.map { path, directories in
            defer { runs = runs.dropFirst(directories.count) }
            return try ExperimentRecord(path, runs: Array(runs.prefix(directories.count)))
        }
    }

    /// The folders at or below `path` that hold runs, `path` itself first: one for an experiment, one per variant for a
    /// sweep, all of them for a whole results folder; empty if there are none.
    ///
    /// - Throws: `DocumentError` when there is no such folder.
    public static func folders(below path: String) throws -> [String] {
        let path = withoutSlash(path)
        let children = try folders(in: path)
        let holdsRuns = try children.contains { child in
            try folders(in: "\(path)/\(child)").contains { seed in
                seed.hasPrefix("seed-")
                    && FileManager.default.fileExists(atPath: "\(path)/\(child)/\(seed)/manifest.json")
            }
        }
        return holdsRuns ? [path] : try children.flatMap { try folders(below: "\(path)/\($0)") }
    }

    private static func withoutSlash(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private static func folders(in path: String) throws -> [String] {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        guard manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw DocumentError(file: path, message: "no such folder")
        }
        return try manager.contentsOfDirectory(atPath: path).sorted(by: precedes).filter { name in
            manager.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder) && isFolder.boolValue
        }
    }

    /// Names with numbers in the order of the numbers: `alpha=0.5` before `alpha=10`.
    static func precedes(_ one: String, _ other: String) -> Bool {
        let number = /\d+(\.\d+)?(e[-+]?\d+)?/
        var (first, second) = (one[...], other[...])
        while let left = first.firstMatch(of: number), let right = second.firstMatch(of: number),
            first[..<left.range.lowerBound] == second[..<right.range.lowerBound]
        {
            if let a = Double(left.0), let b = Double(right.0), a != b { return a < b }
            (first, second) = (first[left.range.upperBound...], second[right.range.upperBound...])
        }
        return (first, one) < (second, other)
    }
}
