import Documents
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is written to keeps its kind: only regular files are replaced.
@Suite struct DurableFileTests {
    private let folder: TemporaryFolder
    private let data = Data("new".utf8)

    init() throws { folder = try TemporaryFolder() }

    private func kind(_ path: String) -> mode_t {
        var about = stat()
        return lstat(path, &about) == 0 ? about.st_mode & S_IFMT : 0
    }

    @Test func aLinkIsFollowed() throws {
        let target = try folder.write("old", "target")
        let (link, dangling) = ("\(folder.path)/link", "\(folder.path)/dangling")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target")
        try writeAtomically(data, to: link)
        #expect(kind(link) == S_IFLNK && FileManager.default.contents(atPath: target) == data)
        try FileManager.default.createSymbolicLink(atPath: dangling, withDestinationPath: "\(folder.path)/later")
        try writeAtomically(data, to: dangling)
        #expect(kind(dangling) == S_IFLNK && FileManager.default.contents(atPath: "\(folder.path)/later") == data)
    }

    @Test func aPipeIsWrittenThrough() throws {
        let pipe = "\(folder.path)/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        // Both ends, so that neither side waits for the other.
        let descriptor = open(pipe, O_RDWR)
        defer { close(descriptor) }
        try writeAtomically(data, to: pipe)
        var bytes = [UInt8](repeating: 0, count: 8)
        #expect(read(descriptor, &bytes, 8) == 3 && bytes.prefix(3).elementsEqual(data))
        #expect(kind(pipe) == S_IFIFO)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func aDeviceIsWrittenThroughAndAFullOneIsAnError() throws {
        try writeAtomically(data, to: "/dev/null")
        #expect(kind("/dev/null") == S_IFCHR)
        let error = #expect(throws: DocumentError.self) { try writeAtomically(data, to: "/dev/full") }
        #expect(error?.systemError == ENOSPC && kind("/dev/full") == S_IFCHR)
    }

    @Test func aFolderIsAnError() {
        let error = #expect(throws: DocumentError.self) { try writeAtomically(data, to: folder.path) }
        #expect(error?.file == folder.path)
    }

    @Test func aPipeBehindADescriptorIsWrittenThrough() throws {
        let pipe = Pipe()
        // A link of /proc leads to the name `pipe:[…]`, which is no path.
        try writeAtomically(data, to: "/dev/fd/\(pipe.fileHandleForWriting.fileDescriptor)")
        #expect(try pipe.fileHandleForReading.read(upToCount: data.count) == data)
    }

    @Test func aLinkToItselfIsAnErrorAndStays() throws {
        let loop = "\(folder.path)/loop"
        try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: "loop")
        let error = #expect(throws: DocumentError.self) { try writeAtomically(data, to: loop) }
        #expect(error?.systemError == ELOOP && kind(loop) == S_IFLNK)
    }
}
