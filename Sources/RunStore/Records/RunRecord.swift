import Documents
import Foundation

/// One run, read back from its directory.
public struct RunRecord: Sendable, Equatable {
    public let directory: RunDirectory
    public let manifest: RunManifest
    /// The resolved experiment of the manifest.
    public let configuration: RunConfiguration
    public let rounds: [RoundRow]
    /// Nil unless the run is completed.
    public let summary: RunSummary?
    /// `certificate.json`; nil for a run that was not certified.
    public let certificate: RunCertificate?

    /// Reads the manifest, the rounds and, of a completed run, the summary and the certificate where there is one.
    ///
    /// A run that is still running, or that failed, has the rounds up to then; its last row may be missing.
    /// - Throws: `DocumentError` naming the file, line and field; also for a file of a completed run that is missing,
    ///   damaged or edited.
    public init(_ directory: RunDirectory) throws {
        self.directory = directory
        manifest = try RunManifest.read(directory.manifest)
        configuration = try RunConfiguration(manifest.configuration, file: directory.manifest)
        let completed = manifest.status == .completed
        let marks = completed ? manifest.files ?? [:] : [:]
        if completed || FileManager.default.fileExists(atPath: directory.rounds) {
            rounds = try Self.rows(directory.rounds, marks, completed: completed)
        } else {
            rounds = []
        }
        summary =
            completed
            ? try RunSummary.decoding(try Self.contents(directory.summary, marks), file: directory.summary) : nil
        let isCertified = completed && FileManager.default.fileExists(atPath: directory.certificate)
        certificate = isCertified ? try RunCertificate.read(directory.certificate) : nil
    }

    /// A file's content, which is the one that was written where the manifest tells.
    private static func contents(_ path: String, _ marks: [String: FileMark]) throws -> Data {
        try marks[RunDirectory.name(of: path)]?.verifiedContents(of: path) ?? Documents.contents(of: path)
    }

    private static func rows<Row: CSVRow>(
        _ path: String, _ marks: [String: FileMark], completed: Bool
    ) throws -> [Row] {
        try Row.parse(String(decoding: try contents(path, marks), as: UTF8.self), path: path, running: !completed)
    }

    private func rows<Row: CSVRow>(_ path: String) throws -> [Row] {
        let completed = manifest.status == .completed
        return try Self.rows(path, completed ? manifest.files ?? [:] : [:], completed: completed)
    }

    /// The status of the run now.
    public var status: RunStatus { manifest.status.current(of: directory) }

    /// The last test accuracy so far, 0 to 1; nil before the first evaluation.
    public var latestAccuracy: Double? { rounds.last { $0.testAccuracy != nil }?.testAccuracy }

    /// The rows of `sites.csv`, read at each call: the largest file of a run, which most readers do not need.
    public func siteRows() throws -> [SiteRow] { try rows(directory.sites) }

    /// The slots of `slots.csv`, read at each call.
    public func slots() throws -> [RecordedSlot] {
        try RecordedSlot.slots(rows(directory.slots), path: directory.slots)
    }
}
