import Documents
import Foundation
import RunStore

/// Two folders of results held against each other, run by run: whether the same work gave the same bits.
///
/// Rounds, sites, slots and the model are compared byte by byte; the manifest and the summary value by value, without
/// what may differ between equal runs: times, the environment, continuations, and digests of these.
public struct ResultComparison: Sendable {
    /// Runs that stand in both folders.
    public let runs: Int
    /// By run, then by file; at most one of a file. Empty for equal results.
    public let differences: [ResultDifference]

    /// Compares two runs, experiments, sweeps or results folders.
    ///
    /// - Throws: `DocumentError` when there is no such folder or a manifest or summary does not parse; `NoRunsError` when
    ///   a folder holds no run.
    public init(_ first: String, _ second: String) throws {
        let (ours, theirs) = (try Self.runs(in: first), try Self.runs(in: second))
        var common = 0
        var differences: [ResultDifference] = []
        for run in Set(ours.map(\.key)).union(theirs.map(\.key)).sorted() {
            guard let a = ours[run], let b = theirs[run] else {
                differences.append(.missing(run: run, file: nil, from: ours[run] == nil ? .first : .second))
                continue
            }
            common += 1
            differences += try Self.differences(run: run, a, b)
        }
        (runs, self.differences) = (common, differences)
    }

    /// The runs at or below `path` by their path relative to it; the run itself has the empty path.
    private static func runs(in path: String) throws -> [String: RunDirectory] {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let own = RunDirectory(path: path)
        if FileManager.default.fileExists(atPath: own.manifest) { return ["": own] }
        let runs = try ExperimentRecord.folders(below: path).flatMap { try ExperimentRecord.runDirectories(in: $0) }
        guard !runs.isEmpty else { throw NoRunsError(path: path) }
        return Dictionary(uniqueKeysWithValues: runs.map { (String($0.path.dropFirst(path.count + 1)), $0) })
    }

    private static func differences(run: String, _ a: RunDirectory, _ b: RunDirectory) throws -> [ResultDifference] {
        let documents: [(file: KeyPath<RunDirectory, String>, ignored: Set<String>)] = [
            (\.manifest, ["environment", "started", "finished", "continued", "files", "sha256"]),
            (\.summary, [RunMetric.wallSeconds.key]),
        ]
        let tables: [KeyPath<RunDirectory, String>] = [\.rounds, \.sites, \.slots]
        var differences = try documents.compactMap { file, ignored in
            try difference(run: run, a[keyPath: file], b[keyPath: file]) { name, _, _ in
                let ours = try DocumentValue.read(a[keyPath: file]).without(ignored)
                let theirs = try DocumentValue.read(b[keyPath: file]).without(ignored)
                return ours.differences(from: theirs).first.map {
                    .value(run: run, file: name, key: $0.key, $0.first, $0.second)
                }
            }
        }
        differences += try tables.compactMap { file in
            try difference(run: run, a[keyPath: file], b[keyPath: file]) { name, ours, theirs in
                let (line, first, second) = firstDifference(linesOf: ours, theirs)
                return .line(run: run, file: name, number: line, first, second)
            }
        }
        let model = try difference(run: run, a.model, b.model) { name, ours, theirs in
            let offset = zip(ours, theirs).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            return .byte(run: run, file: name, offset: offset ?? min(ours.count, theirs.count))
        }
        return differences + (model.map { [$0] } ?? [])
    }

    /// What `inspect` finds in two files whose bytes differ; nil for equal files, and where neither exists.
    private static func difference(
        run: String, _ a: String, _ b: String,
        inspect: (_ name: String, _ a: Data, _ b: Data) throws -> ResultDifference?
    ) throws -> ResultDifference? {
        let name = URL(filePath: a).lastPathComponent
        switch (FileManager.default.contents(atPath: a), FileManager.default.contents(atPath: b)) {
        case (nil, nil): return nil
        case (nil, _?): return .missing(run: run, file: name, from: .first)
        case (_?, nil): return .missing(run: run, file: name, from: .second)
        case (let ours?, let theirs?): return ours == theirs ? nil : try inspect(name, ours, theirs)
        }
    }

    /// The number of the first line that differs, from 1, with both texts; nil where a file has no such line.
    private static func firstDifference(linesOf a: Data, _ b: Data) -> (Int, String?, String?) {
        func lines(_ data: Data) -> [String] {
            data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
        }
        let (ours, theirs) = (lines(a), lines(b))
        let index =
            zip(ours, theirs).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            ?? min(ours.count, theirs.count)
        return (
            index + 1, ours.indices.contains(index) ? ours[index] : nil,
            theirs.indices.contains(index) ? theirs[index] : nil
        )
    }
}
