import Foundation
import Learning
import Synchronization
import Testing

/// Downloads from a server on the loopback interface (Python's, as the machine has one).
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/python3")))
struct DatasetArchiveTests {
    /// A folder with an archive `set.tar.gz` of a folder `set`, served on `port` while `body` runs.
    static func withServer(_ body: (_ base: URL, _ folder: URL, _ md5: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cafe-fetch-\(UUID())")
        try FileManager.default.createDirectory(at: folder.appending(path: "set"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("payload".utf8).write(to: folder.appending(path: "set/file.bin"))
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/env")
        tar.arguments = ["tar", "-czf", folder.appending(path: "set.tar.gz").path, "-C", folder.path, "set"]
        try tar.run()
        tar.waitUntilExit()
        let server = Process()
        server.executableURL = URL(filePath: "/usr/bin/python3")
        // Port 0 is any free one; the first line says which.
        server.arguments = [
            "-c",
            """
            import functools, http.server
            h = functools.partial(http.server.SimpleHTTPRequestHandler, directory="\(folder.path)")
            s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), h)
            print(s.server_port, flush=True)
            s.serve_forever()
            """,
        ]
        let output = Pipe()
        server.standardOutput = output
        server.standardError = FileHandle.nullDevice
        try server.run()
        // A child may inherit a mask that blocks SIGTERM.
        defer {
            kill(server.processIdentifier, SIGKILL)
            server.waitUntilExit()
        }
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
        try await body(
            try #require(URL(string: "http://127.0.0.1:\(port)/")), folder,
            try DatasetArchive.md5(of: folder.appending(path: "set.tar.gz").path))
    }

    @Test func fetchesOnceAndWhole() async throws {
        try await Self.withServer { base, folder, md5 in
            let archive = DatasetArchive(name: "set", url: base.appending(path: "set.tar.gz"), md5: md5, folder: "set")
            let out = folder.appending(path: "out")
            let received = Atomic(0)
            let unpacked = try await archive.fetch(into: out) { bytes, _ in
                received.store(Int(bytes), ordering: .relaxed)
            }
            let content = try Data(contentsOf: unpacked.appending(path: "file.bin"))
            #expect(content == Data("payload".utf8))
            #expect(received.load(ordering: .relaxed) > 0)
            let left = try FileManager.default.contentsOfDirectory(atPath: out.path)
            #expect(left == ["set"])
            // A second time nothing is asked of the server.
            let dead = DatasetArchive(name: "set", url: base.appending(path: "gone"), md5: md5, folder: "set")
            let again = try await dead.fetch(into: out) { _, _ in }
            #expect(again == unpacked)
        }
    }

    @Test func aSingleFileComesIntoAFolder() async throws {
        try await Self.withServer { base, folder, _ in
            let md5 = try DatasetArchive.md5(of: folder.appending(path: "set/file.bin").path)
            let out = folder.appending(path: "out")
            let archive = DatasetArchive(
                name: "text", url: base.appending(path: "set/file.bin"), md5: md5, folder: "text", file: "input.txt")
            let target = try await archive.fetch(into: out) { _, _ in }
            #expect(try Data(contentsOf: target.appending(path: "input.txt")) == Data("payload".utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: out.path) == ["text"])
        }
    }

    @Test func nothingIsKeptOfWhatIsWrong() async throws {
        try await Self.withServer { base, folder, md5 in
            let out = folder.appending(path: "out")
            let wrong = (md5.first == "0" ? "1" : "0") + md5.dropFirst()
            for (file, checksum) in [("set.tar.gz", wrong), ("missing.tar.gz", md5)] {
                let archive = DatasetArchive(name: "set", url: base.appending(path: file), md5: checksum, folder: "set")
                await #expect(throws: DatasetArchive.Failure.self) { try await archive.fetch(into: out) { _, _ in } }
                let left = try FileManager.default.contentsOfDirectory(atPath: out.path)
                #expect(left.isEmpty)
            }
        }
    }

    @Test func aFolderThatCannotBeMadeIsNamed() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "cafe-fetch-\(UUID())")
        try Data("a file".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let url = try #require(URL(string: "http://127.0.0.1:9/set.tar.gz"))
        let archive = DatasetArchive(name: "set", url: url, md5: "", folder: "set")
        let error = await #expect(throws: DatasetArchive.Failure.self) {
            try await archive.fetch(into: file) { _, _ in }
        }
        #expect(error?.description.hasPrefix("\(file.path): cannot be written: Not a directory") == true)
    }
}
