import Documents
import Foundation
import LinearAlgebra
import Messages
import TestSupport
import Testing

/// A channel that reads what a test writes, and writes where a test reads.
private final class Line {
    let channel: MessageChannel
    let ours: CInt
    private let theirs: CInt
    private var isOpen = true

    init() {
        var ends: [CInt] = [-1, -1]
        #if canImport(Glibc)
            socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends)
        #else
            socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
        #endif
        (ours, theirs) = (ends[0], ends[1])
        channel = MessageChannel(input: theirs, output: theirs, peer: "a test")
    }

    func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            sent += bytes[sent...].withUnsafeBytes { Foundation.write(ours, $0.baseAddress, $0.count) }
        }
    }
    func write(_ text: String) { write(Array(text.utf8)) }
    func end() {
        if isOpen { close(ours) }
        isOpen = false
    }

    deinit {
        end()
        close(theirs)
    }
}

@Suite struct MessageChannelTests {
    private static let second = Duration.seconds(1)

    @Test func whatIsSentIsReceived() throws {
        var message = Message("slot")
        message.add("name", "a \"quoted\"\nline \u{1}")
        message.add("sites", [1, 2])
        message.add("few", [0.1, -2e-300])
        message.add("square", [1, 2, 3, 4, 5, 6], columns: 3)
        message.add("many", (0..<100).map { 1 / Double($0 + 1) }, columns: 10)
        message.add("floats", NumberArray(.float32([1.5, .leastNonzeroMagnitude]), shape: [2]))
        let line = Line()
        line.write(message.encoded())
        line.write(message.encoded())
        for _ in 0..<2 {
            let received = try #require(try line.channel.receive(within: Self.second))
            #expect(received == message)
            let reader = try received.reader()
            #expect(try reader.document.string("name") == "a \"quoted\"\nline \u{1}")
            #expect(try reader.document.integers("sites", atLeast: 0) == [1, 2])
            #expect(try reader.doubles("few", count: 2) == [0.1, -2e-300])
            #expect(try reader.array("square", shape: [nil, 3]).shape == [2, 3])
            #expect(try reader.array("many", shape: [10, 10]).doubles == (0..<100).map { 1 / Double($0 + 1) })
            #expect(try reader.array("floats", shape: [2]).floats == [1.5, .leastNonzeroMagnitude])
            try reader.finish()
        }
        line.end()
        #expect(try line.channel.receive(within: Self.second) == nil)
    }

    @Test func numbersMayLieInAFile() throws {
        let folder = try TemporaryFolder()
        try NPYFile.write([1, 2.5], to: "\(folder.path)/x.npy")
        let line = Line()
        line.write("{\"type\": \"x\", \"x\": {\"npy\": \"\(folder.path)/x.npy\"}, \"y\": {\"npy\": \"none.npy\"}}\n")
        let reader = try #require(try line.channel.receive(within: Self.second)).reader()
        #expect(try reader.array("x", shape: [2]).floats == [1, 2.5])
        let error = #expect(throws: DocumentError.self) { try reader.array("y", shape: [nil]) }
        #expect(error?.keyPath == "y" && error?.message.contains("none.npy") == true)
    }

    @Test(arguments: [
        ("{\"type\": 1", "where JSON needs"), ("[1]", "expected a JSON object"), ("{} {}", "the end of the line"),
        ("{\"a\": {\"float32\": [-1]}}", "one to four extents"), ("{\"a\": {\"float32\": []}}", "one to four extents"),
        ("{\"a\": {\"float64\": [4294967296]}}", "16 GiB"),
        ("{\"a\": {\"float64\": [2147483648, 2147483648]}}", "16 GiB"),
        ("\u{0}", "byte 0"), ("{\"a\": 1, \"a\": 2}", "given twice"),
    ]) func aFaultyLineIsNamedAndTheNextOneCounts(_ text: String, _ message: String) throws {
        let line = Line()
        line.write(text + "\n\n  \n{\"type\": \"good\"}")
        line.end()
        let fault = #expect(throws: FaultyMessage.self) { try line.channel.receive(within: Self.second) }
        #expect(fault?.description.contains(message) == true, "\(fault?.description ?? "")")
        #expect(fault?.description.hasPrefix("a test:1") == true)
        #expect(try line.channel.receive(within: Self.second)?.type == "good")
    }

    @Test func aWrongArrayIsNamed() throws {
        let line = Line()
        line.write("{\"a\": {\"float32\": [2]}, \"b\": [1, 2], \"c\": {\"float16\": [1]}, \"d\": [[1], [2, 3]]}\n")
        line.write([0, 0, 0x80, 0x3f, 0, 0, 0xc0, 0x7f])
        let reader = try #require(try line.channel.receive(within: Self.second)).reader()
        func problem(_ key: String, _ shape: [Int?]) -> String {
            do {
                _ = try reader.array(key, shape: shape)
                return ""
            } catch { return "\(error)" }
        }
        #expect(problem("a", [3]) == "a test:1: a: has shape [2]; expected 3")
        #expect(problem("a", [2]) == "a test:1: a: nan at [1] is not allowed; expected a number")
        #expect(problem("b", [3]).contains("has 2 entries; expected 3"))
        #expect(problem("c", [nil]).contains("is a map; expected a list of numbers"))
        #expect(problem("d", [2, nil]).contains("d[1]: has 2 entries; expected 1"))
        #expect(problem("e", [1]).contains("e: missing"))
    }

    /// What is silent, or stops in the middle, ends within the limit; what is cut off is an error and no message.
    @Test(arguments: ["", "{\"type\": ", "{\"a\": {\"float32\": [1000]}}\nfew bytes"])
    func nothingHangs(_ beginning: String) throws {
        let line = Line()
        line.write(beginning)
        let start = ContinuousClock.now
        let error = #expect(throws: DocumentError.self) { try line.channel.receive(within: .milliseconds(200)) }
        #expect(error?.message.contains("time limit") == true)
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test func anArrayThatIsCutOffIsAnError() throws {
        let line = Line()
        line.write("{\"a\": {\"float32\": [1000]}}\nfew bytes")
        line.end()
        let error = #expect(throws: DocumentError.self) { try line.channel.receive(within: Self.second) }
        #expect(error?.description == "a test:1: a: the input ends before the 4000 bytes of this array")
    }

    @Test func aPeerThatReadsNothingOrIsGoneIsNoticed() throws {
        var message = Message("big")
        message.add("x", NumberArray(.float32([Float](repeating: 1, count: 1 << 20)), shape: [1 << 20]))
        let line = Line()
        #expect(throws: DocumentError.self) { try line.channel.send(message, within: .milliseconds(200)) }
        line.end()
        let error = #expect(throws: DocumentError.self) { try line.channel.send(message, within: Self.second) }
        #expect(error?.message == "is gone")
    }

    /// Ten thousand lines of noise, cut, flipped and repeated, one after the other: each is an answer or an error, and none
    /// takes the next with it.
    @Test func noiseNeitherCrashesNorHangs() throws {
        var random = SystemRandomNumberGenerator()
        let good = Array(
            "{\"type\":\"slot\",\"round\":3,\"x\":[1,2.5,-3e4],\"m\":{\"k\":[null,true,\"\\u00e4\"]}}".utf8)
        var (faults, messages) = (0, 0)
        for _ in 0..<10_000 {
            let line = Line()
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
                case 1 where !bytes.isEmpty:
                    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                case 2:
                    bytes.insert(
                        contentsOf: "{\"float32\":[9".utf8, at: Int.random(in: 0...bytes.count, using: &random))
                default: bytes += bytes.suffix(Int.random(in: 0...9, using: &random))
                }
            }
            line.write(bytes + Array("\n".utf8))
            line.end()
            do {
                while let message = try line.channel.receive(within: Self.second) {
                    messages += 1
                    _ = try? message.reader().array("x", shape: [3])
                }
            } catch is FaultyMessage { faults += 1 } catch is DocumentError { faults += 1 }
        }
        #expect(faults > 1000 && messages > 100)
    }
}
