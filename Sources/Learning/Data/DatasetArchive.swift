import Documents
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// An official archive, or a single file, that can be downloaded, checked and put into a folder.
public struct DatasetArchive: Sendable {
    public let name: String
    public var url: URL
    /// MD5 as the data set's authors publish it: against damage on the way, not against forgery.
    public let md5: String
    /// The folder that the archive unpacks to.
    public let folder: String
    /// The name in that folder of what is a single file; nil for a `.tar.gz`, which brings the folder along.
    public let file: String?

    public init(name: String, url: URL, md5: String, folder: String, file: String? = nil) {
        (self.name, self.url, self.md5, self.folder, self.file) = (name, url, md5, folder, file)
    }

    public enum Failure: Error, Sendable, CustomStringConvertible {
        case download(url: String, reason: String)
        case checksum(url: String, found: String, expected: String)
        case command(String, reason: String)
        case folder(String, reason: String)

        public var description: String {
            switch self {
            case .download(let url, let reason):
                "\(url): download failed: \(reason); try again, or put the unpacked archive there by hand"
            case .checksum(let url, let found, let expected):
                "\(url): MD5 \(found), expected \(expected): what came is not the archive; nothing was kept"
            case .command(let command, let reason): "\(command) failed: \(reason)"
            case .folder(let path, let reason):
                "\(path): cannot be written: \(reason)"
            }
        }
    }

    /// Downloads, checks and unpacks into `directory`, and returns the unpacked folder; one that is there is left alone.
    ///
    /// All happens in a temporary folder beside it, which is renamed at the end, so that a folder of that name is whole.
    /// - Parameter progress: called with bytes received and expected (0 if unknown), from another thread.
    public func fetch(into directory: URL, progress: @escaping @Sendable (Int64, Int64) -> Void) async throws
        -> URL
    {
        let files = FileManager.default
        let target = directory.appending(path: folder)
        guard !files.fileExists(atPath: target.path) else { return target }
        let work = directory.appending(path: ".\(folder)-\(UUID().uuidString)")
        do { try files.createDirectory(at: work, withIntermediateDirectories: true) } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
            let code = cause.map { Int32(($0 as NSError).code) }
            throw Failure.folder(
                directory.path, reason: code.map { String(cString: strerror($0)) } ?? error.localizedDescription)
        }
        defer { try? files.removeItem(at: work) }
        let archive = work.appending(path: file ?? "archive.tar.gz")
        try await download(to: archive, progress: progress)
        let found = try Self.md5(of: archive.path)
        guard found == md5 else {
            throw Failure.checksum(url: url.absoluteString, found: found, expected: md5)
        }
        if file == nil {
            _ = try Self.run(["tar", "-xzf", archive.path, "-C", work.path])
            try files.moveItem(at: work.appending(path: folder), to: target)
        } else {
            try files.moveItem(at: work, to: target)
        }
        return target
    }

    private func download(to file: URL, progress: @escaping @Sendable (Int64, Int64) -> Void) async throws {
        let delegate = DownloadDelegate(file: file, progress: progress)
        let session = URLSession(configuration: .ephemeral, delegate: delegate, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let failure = await withCheckedContinuation { continuation in
            delegate.completion = { continuation.resume(returning: $0) }
            session.downloadTask(with: url).resume()
        }
        if let failure { throw Failure.download(url: url.absoluteString, reason: failure) }
    }

    /// MD5 of a file by the system's own command: `md5sum`, or `md5 -q` on macOS.
    public static func md5(of path: String) throws -> String {
        #if os(macOS)
            let output = try run(["md5", "-q", path])
        #else
            let output = try run(["md5sum", path])
        #endif
        return String(output.prefix { $0.isHexDigit })
    }

    private static func run(_ command: [String]) throws -> String {
        guard let program = ExternalProgram(command[0]) else {
            throw Failure.command(command[0], reason: "no such program")
        }
        do { return try program.run(Array(command.dropFirst())) } catch {
            throw Failure.command(command[0], reason: error.message)
        }
    }
}

/// Reports progress and keeps the file; `completion` is set before the task starts and called once, with what went wrong.
private final class DownloadDelegate: NSObject, URLSessionDownloadDelegate, @unchecked Sendable {
    var completion: @Sendable (String?) -> Void = { _ in }
    private var failure: String?
    private let file: URL
    private let progress: @Sendable (Int64, Int64) -> Void

    init(file: URL, progress: @escaping @Sendable (Int64, Int64) -> Void) {
        (self.file, self.progress) = (file, progress)
    }

    func urlSession(
        _ session: URLSession, downloadTask: URLSessionDownloadTask, didWriteData bytesWritten: Int64,
        totalBytesWritten: Int64, totalBytesExpectedToWrite: Int64
    ) {
        progress(totalBytesWritten, max(0, totalBytesExpectedToWrite))
    }

    func urlSession(
        _ session: URLSession, downloadTask: URLSessionDownloadTask, didFinishDownloadingTo location: URL
    ) {
        let status = (downloadTask.response as? HTTPURLResponse)?.statusCode ?? 200
        guard status == 200 else {
            failure = "HTTP status \(status)"
            return
        }
        do { try FileManager.default.moveItem(at: location, to: file) } catch { failure = error.localizedDescription }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        completion(failure ?? error?.localizedDescription)
    }
}
