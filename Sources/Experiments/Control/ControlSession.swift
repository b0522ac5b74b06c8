import Documents
import FederatedEngine
import Messages
import RunStore

/// The conversation with a federation that somebody else runs: the engine decides whom it trains and keeps the books
/// (Guides/protocol.md).
///
/// A message that is wrong is answered with an error and awaited again, so that a mistake of the federation costs it no round.
public final class ControlSession: TrainerPlacement {
    nonisolated(unsafe) private let channel: MessageChannel
    private let limit: Duration
    nonisolated(unsafe) private var greeting: Greeting?
    /// What the last round came to, until it is written down and the federation is told.
    nonisolated(unsafe) private var booked: Message?

    /// What a federation says of itself first.
    struct Greeting {
        /// How many numbers each update has, as it sends them; 0 if it sends none.
        let updateSize: Int
        /// Examples of each site; nil for those of the experiment.
        let examples: [Int]?
    }

    /// - Parameter limit: for each of its messages.
    public init(_ channel: MessageChannel, limit: Duration) { (self.channel, self.limit) = (channel, limit) }

    /// - Throws: `DocumentError` for a method that needs what only the engine's own trainer has.
    public static func check(_ method: Method, of experiment: Experiment) throws {
        func refuse(_ key: String, _ message: String) -> DocumentError {
            DocumentError(file: experiment.file, keyPath: "methods.\(method.name).\(key)", message: message)
        }
        guard method.policy.rehearsal == nil else {
            throw refuse("policy", "plans on a rehearsal, which a real federation does not have")
        }
        guard !type(of: method.aggregation).needs.contains(.coordinates) else {
            throw refuse(
                "aggregation",
                "is no weighted sum of updates, and a federation is told weights; let it take the "
                    + "\(type(of: method.aggregation).kind) itself and set aggregation: dataSize here")
        }
        guard method.server is Averaging else {
            throw refuse("server", "the federation applies updates itself; expected \(Averaging.kind)")
        }
    }

    public func examples(for run: PlannedRun, sites: Int) throws -> [Int]? { try greeted(sites: sites).examples }

    public func trainer(for run: PlannedRun, local: any SiteTrainer, scenario: Scenario) throws -> any SiteTrainer {
        ControlledSites(
            self, try greeted(sites: scenario.sites.count), run: run, scenario: scenario, local: local)
    }

    /// Says that all rounds are done.
    public func end(_ summary: RunSummary) throws {
        _ = try greeted(sites: nil)
        try sendBooked()
        var message = Message("end")
        message.add("rounds", summary.rounds)
        message.add("total_g", summary.totalGrams)
        message.add("budget_g", summary.budgetGrams)
        try send(message)
    }

    /// Hears the greeting, at the first call.
    private func greeted(sites: Int?) throws -> Greeting {
        if let greeting { return greeting }
        let heard = try receive("hello") { message in
            let reader = message.document
            let version = try reader.integer("protocol", atLeast: 1)
            guard version == Message.version else {
                throw reader.error("protocol", "version \(version); this program speaks \(Message.version)")
            }
            let size = try reader.integer("update_size", atLeast: 0, default: 0)
            let examples = reader.has("examples") ? try reader.integers("examples", atLeast: 0) : nil
            if let examples, let sites, examples.count != sites {
                throw reader.error("examples", "has \(examples.count) entries; expected \(sites), one for each site")
            }
            return Greeting(updateSize: size, examples: examples)
        }
        guard let heard else { throw FederationPaused() }
        greeting = heard
        return heard
    }

    /// To be told with `sendBooked` when it is saved.
    func book(_ message: Message) { booked = message }

    func sendBooked() throws {
        if let booked { try send(booked) }
        booked = nil
    }

    func send(_ message: Message) throws { try channel.send(message, within: limit) }

    /// The next message of the given type; faulty ones are answered with what is wrong and passed over.
    ///
    /// - Returns: nil if the federation has left.
    func receive<Value>(_ type: String, _ read: (MessageReader) throws -> Value) throws -> Value? {
        while true {
            do {
                guard let message = try channel.receive(within: limit) else { return nil }
                let reader = try message.reader()
                do {
                    guard message.type == type else {
                        throw reader.document.error(
                            "type", "\(message.type.map { "'\($0)'" } ?? "missing"); expected '\(type)' now")
                    }
                    let value = try read(reader)
                    try reader.finish()
                    return value
                } catch let error as DocumentError { throw FaultyMessage(error) }
            } catch let fault as FaultyMessage { try send(fault.answer) }
        }
    }

    /// As `receive`, where leaving is no way to go on.
    func demand<Value>(_ type: String, _ read: (MessageReader) throws -> Value) throws -> Value {
        guard let value = try receive(type, read) else {
            throw DocumentError(
                file: channel.peer,
                message:
                    "ended in the middle of a round, before its '\(type)'; rounds up to the last 'booked' are saved")
        }
        return value
    }
}
