import Documents
import Foundation
import TestSupport
import Testing

@Suite struct ContentDigestTests {
    /// FIPS 180-2, appendix B.
    @Test func isSHA256() {
        #expect(
            ContentDigest.of(Data("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        var pieces = ContentDigest()
        for _ in 0..<1000 { pieces.update(Data(repeating: UInt8(ascii: "a"), count: 1000)) }
        #expect(pieces.hexadecimal == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func aFileIsReadAgainAfterItWasWrittenTo() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("abc", "file")
        let first = try ContentDigest.ofFile(path)
        #expect(first == ContentDigest.of(Data("abc".utf8)))
        _ = try folder.write("abd", "file")
        #expect(try ContentDigest.ofFile(path) == ContentDigest.of(Data("abd".utf8)))
        #expect(throws: DocumentError.self) { try ContentDigest.ofFile(folder.path + "/none") }
        #expect(try ContentDigest.ofFile(folder.path) == nil)
    }
}
