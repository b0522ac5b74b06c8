import Documents
import Foundation

/// A program that is asked questions and answers them, started as a process of its own.
///
/// It ends when it is asked no more: its input is closed, and after a second it is killed.
public final class PeerProgram {
    private let program: LinkedProgram
    private let channel: MessageChannel
    private let limit: Duration

    /// - Parameters:
    ///   - command: the program, looked up in `PATH` unless it holds a slash, and its arguments.
    ///   - limit: for each answer.
    /// - Throws: `DocumentError` if it cannot be started.
    public init(_ command: [String], name: String, limit: Duration) throws(DocumentError) {
        program = try LinkedProgram(command, name: name)
        channel = MessageChannel(input: program.descriptor, output: program.descriptor, peer: name)
        self.limit = limit
    }

    /// Whether the first word of a command names a program that can be run.
    public static func canStart(_ word: String) -> Bool { LinkedProgram.path(of: word) != nil }

    /// Sends a message and waits for the answer, which must be of the given type.
    ///
    /// - Throws: `DocumentError` for no answer, one that cannot be understood, one of type `error` and any other.
    public func ask(_ message: Message, for type: String) throws -> MessageReader {
        do {
            do throws(DocumentError) { try channel.send(message, within: limit) } catch {
                throw error.systemError == nil ? error : gone()
            }
            guard let answer = try channel.receive(within: limit) else { throw gone() }
            if answer.type == "error" { throw failure(answer) }
            guard answer.type == type else {
                throw try answer.reader().document.error("type", "\(answer.type ?? "missing"); expected \(type)")
            }
            return try answer.reader()
        } catch let error as FaultyMessage { throw error.error }
    }

    private func gone() -> DocumentError {
        let end = program.end(within: .seconds(1)).map { " with status \($0)" } ?? ""
        return DocumentError(
            file: channel.peer, message: "the program ended\(end) without an answer; what it said is above")
    }

    private func failure(_ answer: Message) -> DocumentError {
        let text = answer.entries.first { $0.key == "message" }?.value.stringValue
        return DocumentError(file: channel.peer, message: "the program reports: \(text ?? "an error")")
    }
}
