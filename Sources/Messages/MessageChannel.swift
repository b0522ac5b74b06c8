import Documents
import Foundation

/// Sends and receives messages over two descriptors, each within a time limit.
///
/// A peer that is gone, or silent for too long, is an error with its name. What a faulty line says is read to its end, so
/// that the next line is a message again.
public final class MessageChannel {
    /// Names the other side in errors.
    public let peer: String
    private let input: CInt
    private let output: CInt
    private let isSocket: Bool
    private var buffer: [UInt8] = []
    /// Where what was not consumed begins.
    private var start = 0
    /// Messages so far.
    private var received = 0

    /// A line that is longer is no message.
    private static let longestLine = 1 << 26
    /// A message that has begun and takes longer does not end.
    private static let longestMessage = Duration.seconds(60)

    /// - Parameters:
    ///   - input: is read from; stays open.
    ///   - output: is written to; stays open.
    public init(input: CInt, output: CInt, peer: String) {
        (self.input, self.output, self.peer) = (input, output, peer)
        var status = stat()
        isSocket = fstat(output, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
        #if canImport(Darwin)
            var on: CInt = 1
            if isSocket { setsockopt(output, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<CInt>.size)) }
        #endif
    }

    /// The next message, its arrays with it; nil at the end of the input.
    ///
    /// - Parameter limit: for its beginning; the rest must follow within as much again, a minute at most.
    /// - Throws: `FaultyMessage` for one that is wrong in itself, after which the next one can be received; `DocumentError`
    ///   where there can be no next one: the peer is gone, silent, or in the middle of a message that does not end.
    public func receive(within limit: Duration) throws -> Message? {
        var line: ArraySlice<UInt8>
        var deadline: ContinuousClock.Instant
        repeat {
            if start == buffer.count, try !read(.now + limit, limit) { return nil }
            deadline = .now + min(limit, Self.longestMessage)
            guard let next = try nextLine(deadline, min(limit, Self.longestMessage)) else { return nil }
            line = next
        } while line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        received += 1
        let value: DocumentValue
        do throws(DocumentError) {
            var parser = JSONParser(Data(line), file: peer, line: received, acceptsNonFinite: true)
            value = try parser.value()
            guard parser.isAtEnd else { throw parser.fault("the end of the line") }
        } catch { throw FaultyMessage(error) }
        guard case .map(let entries) = value.content else {
            throw FaultyMessage(fault("", "\(value.summary) is no message; expected a JSON object"))
        }
        var arrays: [String: NumberArray] = [:]
        for entry in entries {
            let announced: (kind: NumberArray.Kind, shape: [Int], bytes: Int)?
            do { announced = try NumberArray.announced(entry.value) } catch {
                throw FaultyMessage(
                    fault(entry.key, "a shape has one to four extents, and no more than 16 GiB in all"))
            }
            guard let announced else { continue }
            guard try fill(announced.bytes, deadline, limit) else {
                throw fault(entry.key, "the input ends before the \(announced.bytes) bytes of this array")
            }
            arrays[entry.key] = NumberArray(
                announced.kind, shape: announced.shape, littleEndian: buffer[start..<start + announced.bytes])
            start += announced.bytes
        }
        return Message(entries, arrays: arrays, peer: peer, number: received)
    }

    /// - Throws: `DocumentError` if the peer does not take the message within the limit, or is gone.
    public func send(_ message: Message, within limit: Duration) throws(DocumentError) {
        let deadline = ContinuousClock.now + limit
        let bytes = message.encoded()
        var sent = 0
        while sent < bytes.count {
            guard try wait(output, POLLOUT, deadline) else {
                throw fault("", "takes no message, for \(Self.inWords(limit))")
            }
            let count = bytes.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
            guard count >= 0 || errno == EINTR || errno == EAGAIN else {
                let (reason, isGone) = (errno, errno == EPIPE || errno == ECONNRESET)
                throw DocumentError(
                    file: peer, message: isGone ? "is gone" : String(cString: strerror(reason)), systemError: reason)
            }
            sent += max(0, count)
        }
    }

    /// A piece, as much as can be written without waiting; a peer that is gone is an error and no signal.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        // What POLLOUT promises of a pipe, whose SIGPIPE the command ignores.
        guard isSocket else { return Foundation.write(output, bytes.baseAddress, min(bytes.count, Int(PIPE_BUF))) }
        #if canImport(Darwin)
            let flags = MSG_DONTWAIT
        #else
            let flags = CInt(MSG_DONTWAIT | MSG_NOSIGNAL)
        #endif
        return Foundation.send(output, bytes.baseAddress, bytes.count, flags)
    }

    private func fault(_ key: String, _ message: String) -> DocumentError {
        DocumentError(file: peer, line: received > 0 ? received : nil, keyPath: key, message: message)
    }

    private static func inWords(_ limit: Duration) -> String { "\(limit / .seconds(1)) s" }

    /// The next line without its end; nil at the end of the input.
    private func nextLine(_ deadline: ContinuousClock.Instant, _ limit: Duration) throws -> ArraySlice<UInt8>? {
        var scanned = start
        while true {
            if let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return buffer[start..<end]
            }
            guard buffer.count - start <= Self.longestLine else {
                throw fault("", "a line of more than \(Self.longestLine) bytes is no message")
            }
            let pending = buffer.count - start
            guard try read(deadline, limit) else {
                // A last line may be without its end.
                guard pending > 0 else { return nil }
                defer { start = buffer.count }
                return buffer[start...]
            }
            scanned = start + pending
        }
    }

    /// Whether the input holds so many bytes more.
    private func fill(_ count: Int, _ deadline: ContinuousClock.Instant, _ limit: Duration) throws -> Bool {
        while buffer.count - start < count {
            guard try read(deadline, limit) else { return false }
        }
        return true
    }

    /// Reads what is there, waiting for something; false at the end of the input.
    private func read(_ deadline: ContinuousClock.Instant, _ limit: Duration) throws -> Bool {
        if start > 0 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        while true {
            guard try wait(input, POLLIN, deadline) else {
                throw fault("", "silent for \(Self.inWords(limit)); its time limit is over")
            }
            let old = buffer.count
            let piece = max(1 << 16, min(old, 1 << 24))
            buffer.append(contentsOf: repeatElement(0, count: piece))
            let count = buffer.withUnsafeMutableBytes { Foundation.read(input, $0.baseAddress! + old, piece) }
            let failure = errno
            buffer.removeLast(piece - max(0, count))
            if count > 0 { return true }
            if count == 0 || failure == ECONNRESET { return false }
            guard failure == EINTR || failure == EAGAIN else { throw fault("", String(cString: strerror(failure))) }
        }
    }

    /// Whether the descriptor became ready before the deadline.
    private func wait(
        _ descriptor: CInt, _ event: Int32, _ deadline: ContinuousClock.Instant
    ) throws(DocumentError) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        while true {
            let left = (deadline - .now) / .milliseconds(1)
            guard left > 0 else { return false }
            let ready = poll(&polled, 1, Int32(min(left.rounded(.up), 1e6)))  // checked: from 1 to 10⁶
            if ready > 0 { return true }
            guard ready == 0 || errno == EINTR else { throw fault("", String(cString: strerror(errno))) }
        }
    }
}

/// A message that cannot be understood, while its sender can: it is told so, and asked again.
public struct FaultyMessage: Error, CustomStringConvertible {
    public let error: DocumentError

    public init(_ error: DocumentError) { self.error = error }

    public var description: String { error.description }

    /// The answer to it.
    public var answer: Message {
        var message = Message("error")
        message.add("field", DocumentValue(.string(error.keyPath)))
        message.add("message", DocumentValue(.string(error.message)))
        return message
    }
}
