import CarbonAccounting
import Documents
import Foundation
import Messages
import Reproducibility

/// A rule in another program, in any language: each slot is sent to it as a message, and it answers with sites.
///
/// The program is started once for a run, hears each round's outcome with the next slot, and may hand over a memory that
/// checkpoints carry and that it gets back when a run goes on. What it needs beyond footprints it says in the experiment file:
/// gradients and losses are charged as for every rule. Its draws should come from the seed of each slot alone; then the same
/// seed gives the same choices. Guides/protocol.md has the messages.
public struct ExternalPolicy: SelectionPolicy {
    public static let kind = "external"
    public static let abstract = "a program of your own, in any language, that is sent each slot and answers with sites"

    public struct Memory: Codable, Sendable, Equatable {
        /// What the program handed over last, as JSON.
        public var program: String?
        /// The round that it has not heard of yet.
        public var outcome: RoundOutcome?
    }

    /// The words as they are in the experiment file: they name the program in messages.
    public let command: [String]
    /// The same with the paths of files that lie beside the experiment file.
    private let words: [String]
    /// What the program is told of itself, unchecked.
    public let settings: DocumentValue
    public let gradientSource: GradientSource?
    public let forecastModel: ForecastModel?
    /// How far the forecast is sent ahead; 0 without one.
    public let forecastRounds: Int
    /// How many rounds of past intensities are sent, this one included; 0 for none.
    public let trailingRounds: Int
    private let needsLosses: Bool
    private let timeLimitSeconds: Double
    public var memory = Memory()
    /// Of this run, from its first slot on; a policy belongs to one run, which asks it from one thread at a time.
    nonisolated(unsafe) private var program: PeerProgram?

    public init(_ reader: DocumentReader) throws {
        command = try reader.strings(
            "command", help: "the program and its arguments; files beside the experiment are found")
        guard let first = command.first else { throw reader.error("command", "an empty list; expected a program") }
        words = command.enumerated().map { index, word in
            // The first word without a slash is a program of PATH.
            let path = word.hasPrefix("/") || index == 0 && !word.contains("/") ? word : "\(reader.folder)/\(word)"
            return FileManager.default.fileExists(atPath: path) ? path : word
        }
        guard reader.isDescribing || PeerProgram.canStart(words[0]) else {
            throw reader.error("command[0]", "'\(first)' is no program that can be run here")
        }
        reader.describe(
            "settings", as: "a map of keys", default: "{}", help: "keys of the program's own, sent to it as they are")
        settings = reader.raw("settings") ?? DocumentValue(.map([]))
        guard case .map = settings.content else {
            throw reader.error("settings", "\(settings.summary) is not allowed; expected a map of keys")
        }
        reader.describe(
            "gradients", as: "one of the gradient sources", default: "none",
            help: "whose inner products are sent, and what they cost")
        gradientSource = reader.has("gradients") ? try reader.member("gradients", of: gradientSources) : nil
        needsLosses = try reader.bool(
            "losses", default: false, help: "send the loss of the model at each available site, a forward pass charged")
        reader.describe(
            "forecast", as: "one of the forecasts", default: "none",
            help: "how the later intensities sent are predicted")
        forecastModel = reader.has("forecast") ? try reader.member("forecast", of: forecasts) : nil
        forecastRounds = try reader.integer(
            "forecastRounds", in: 0...1000, default: forecastModel == nil ? 0 : 24,
            help: "rounds that the forecast is sent ahead; 24 with a forecast")
        guard forecastRounds == 0 || forecastModel != nil else {
            throw reader.error("forecastRounds", "\(forecastRounds) rounds of no forecast; expected forecast: as well")
        }
        trailingRounds = try reader.integer(
            "trailingRounds", in: 0...10_000, default: 0, help: "rounds of past intensities that are sent, this one too"
        )
        timeLimitSeconds = try reader.number(
            "timeLimit", .within(0.01...86_400), default: 60, help: "for the program's start and each answer [s]")
    }

    public var needs: PolicyNeeds {
        var needs: PolicyNeeds = .weights
        if gradientSource != nil { needs.insert(.gradients) }
        if needsLosses { needs.insert(.losses) }
        return needs
    }

    public var preferredAggregation: any Aggregation { PolicyWeightsAggregation() }
    public var files: [String] {
        zip(command, words).filter { $0 != $1 || $0.hasPrefix("/") }.map { $1 }
            .filter { FileManager.default.fileExists(atPath: $0) }
    }

    public mutating func select(in slot: Slot) throws -> Selection {
        let program = try program ?? started(in: slot)
        self.program = program
        let answer = try program.ask(try message(for: slot), for: "selection")
        let fields = answer.document
        let round = try fields.integer("round", atLeast: 0)
        guard round == slot.round else { throw fields.error("round", "\(round) was not asked; expected \(slot.round)") }
        let sites = try fields.integers("sites", atLeast: 0)
        for (place, site) in sites.enumerated() {
            guard slot.available.contains(site), !sites[..<place].contains(site) else {
                throw fields.error(
                    "sites[\(place)]",
                    "\(site) is \(sites[..<place].contains(site) ? "given twice" : "not available"); expected different"
                        + " ones of \(slot.available)")
            }
        }
        var weights: [Double]?
        if fields.has("weights") {
            let given = try answer.doubles("weights", count: sites.count, .atLeast(0))
            weights = [Double](repeating: 0, count: slot.siteCount)
            for (site, weight) in zip(sites, given) { weights?[site] = weight }
        }
        if let handedOver = fields.raw("memory") {
            memory.program = String(decoding: handedOver.jsonLine(), as: UTF8.self)
        }
        try answer.finish()
        memory.outcome = nil
        return Selection(sites, weights: weights)
    }

    public mutating func observe(_ outcome: RoundOutcome) { memory.outcome = outcome }

    /// Says what stays the same for the whole run, and what the program handed over in an earlier process.
    private func started(in slot: Slot) throws -> PeerProgram {
        let program = try PeerProgram(
            words, name: "policy \(command.joined(separator: " "))",
            limit: Duration(saturatingSeconds: timeLimitSeconds))
        var message = Message("start")
        message.add("protocol", Message.version)
        message.add("sites", DocumentValue(.list(slot.scenario.sites.map { DocumentValue(.string($0.name)) })))
        message.add("shares", slot.shares)
        message.add("rounds", slot.rounds)
        message.add("slot_seconds", slot.scenario.slotSeconds)
        message.add("budget_g", slot.scenario.budgetGrams)
        message.add("settings", settings)
        message.add(
            "memory",
            try memory.program.map { try DocumentValue(json: Data($0.utf8), file: "the program's memory") }
                ?? DocumentValue(.null))
        let ready = try program.ask(message, for: "ready")
        let version = try ready.document.integer("protocol", atLeast: 1)
        guard version == Message.version else {
            throw ready.document.error("protocol", "version \(version); this program speaks \(Message.version)")
        }
        try ready.finish()
        return program
    }

    /// The slot with all that the program asked for in the experiment file.
    private func message(for slot: Slot) throws -> Message {
        var message = Message("slot")
        message.add("round", slot.round)
        message.add("time", DocumentValue(.string(slot.scenario.instant(of: slot.round).description)))
        var stream = slot.stream("external")
        // 53 bits: a whole number in every language.
        message.add("seed", Int(stream.next() >> 11))
        message.add("available", slot.available)
        message.add("footprints_g", slot.footprints)
        message.add("intensities_g_per_kwh", slot.intensities)
        message.add("allowance_g", slot.allowanceGrams)
        message.add("carried_allowance_g", slot.carriedAllowanceGrams)
        message.add("remaining_g", slot.remainingGrams)
        message.add("participations", slot.history.counts)
        message.add("last_round", slot.history.lastRound.map { $0 ?? -1 })
        message.add("last_loss", slot.history.lastLoss.map { $0?.mean ?? 0 })
        message.add("last_square_loss", slot.history.lastLoss.map { $0?.meanSquare ?? 0 })
        message.add("last_samples", slot.history.lastLoss.map { $0?.samples ?? 0 })
        if let outcome = memory.outcome {
            message.add(
                "outcome",
                DocumentValue(
                    .map([
                        .init("sites", DocumentValue(.list(outcome.sites.map { DocumentValue(.integer($0)) }))),
                        .init("total_g", DocumentValue(.number(outcome.totalGrams))),
                    ])))
        }
        if let gradientSource {
            if let gram = try slot.gradients(gradientSource) {
                message.add("inner_products", gram, columns: slot.siteCount)
            } else {
                message.add("inner_products", DocumentValue(.null))
            }
        }
        if needsLosses {
            if let losses = try slot.losses(of: slot.available) {
                message.add("losses", losses)
            } else {
                message.add("losses", DocumentValue(.null))
            }
        }
        if let forecastModel {
            let ahead = min(forecastRounds, slot.roundsAheadOnTrace)
            let rows = try (0..<slot.siteCount).flatMap { site in
                try (1...max(1, ahead)).prefix(ahead).map {
                    try slot.forecastIntensity(site: site, roundsAhead: $0, by: forecastModel)
                }
            }
            message.add("forecast_g_per_kwh", rows, columns: ahead)
        }
        if trailingRounds > 0 {
            let trailing = try slot.trailingIntensities(rounds: trailingRounds)
            let rows = (0..<slot.siteCount).flatMap { site in trailing.map { $0[site] } }
            message.add("trailing_g_per_kwh", rows, columns: trailing.count)
        }
        return message
    }
}
