import CarbonAccounting
import Documents
import FederatedEngine
import Learning
import Messages
import Reproducibility
import RunStore

/// The sites of a federation as the round loop sees them: each call is a question to it.
final class ControlledSites: FederationSites {
    private let session: ControlSession
    private let run: PlannedRun
    private let scenario: Scenario
    private let local: any SiteTrainer
    let parameterCount: Int
    private(set) var innerProducts: [Double]?
    private var hasStarted = false
    /// What the federation measured last.
    private var evaluation = Evaluation()

    /// - Parameter local: tells the work of an example, for the carbon of probes.
    init(
        _ session: ControlSession, _ greeting: ControlSession.Greeting, run: PlannedRun, scenario: Scenario,
        local: any SiteTrainer
    ) {
        (self.session, self.run, self.scenario, self.local) = (session, run, scenario, local)
        parameterCount = greeting.updateSize
    }

    var work: WorkPerExample { local.work }

    private var siteCount: Int { scenario.sites.count }

    // MARK: A round

    func begin(_ round: Int, spentGrams: Double) throws -> RoundConditions {
        if !hasStarted { try start(round, spentGrams: spentGrams) }
        hasStarted = true
        try session.sendBooked()
        guard let conditions = try slot(round) else { throw FederationPaused() }
        return conditions
    }

    func settle(_ conditions: RoundConditions, _ apply: (RoundConditions) throws -> Void) throws {
        var conditions = conditions
        while true {
            do { return try apply(conditions) } catch let error as TraceError {
                let fault = DocumentError(file: "", keyPath: "time", message: "\(error)")
                try session.send(FaultyMessage(fault).answer)
            }
            guard let again = try slot(current) else { throw FederationPaused() }
            conditions = again
        }
    }

    /// The round that is asked about.
    private var current = 0

    private func slot(_ round: Int) throws -> RoundConditions? {
        current = round
        return try session.receive("slot") { message in
            let reader = message.document
            let given = try reader.integer("round", atLeast: 0)
            guard given == round else { throw reader.error("round", "\(given); expected \(round), the next one") }
            var conditions = RoundConditions()
            if reader.has("time") {
                do {
                    conditions.startSeconds = try UTCInstant(iso8601: reader.string("time")).secondsSinceEpoch
                } catch let error as InstantError { throw reader.error("time", "\(error)") }
            }
            if reader.has("intensities_g_per_kwh") {
                conditions.intensities = try message.doubles("intensities_g_per_kwh", count: siteCount, .atLeast(0))
            }
            if reader.has("footprints_g") {
                conditions.footprints = try message.doubles("footprints_g", count: siteCount, .atLeast(0))
            }
            if reader.has("available") { conditions.available = try sites(reader, "available").sorted() }
            innerProducts =
                reader.has("inner_products")
                ? try message.array("inner_products", shape: [siteCount, siteCount]).doubles : nil
            guard parameterCount > 0 || innerProducts != nil || run.method.policy.gradientSource?.kind != .updates
            else {
                throw reader.error(
                    "inner_products",
                    "missing; \(run.method.name) weighs what sites sent last: send updates (update_size above 0) or their"
                        + " inner products")
            }
            return conditions
        }
    }

    func train(
        _ sites: [Int], isLone: Bool, round: Int, from parameters: [Float], learningRate: Float,
        moments: [Int: AdamMoments]
    ) throws -> [SiteUpdate] {
        var message = Message("selection")
        message.add("round", round)
        message.add("sites", sites)
        // The decimal that was meant: 0.1 rather than 0.10000000149.
        message.add("learning_rate", Double(learningRate.description) ?? Double(learningRate))
        try session.send(message)
        return try session.demand("outcome") { try outcome($0, of: sites, round: round) }
    }

    private func outcome(_ message: MessageReader, of selected: [Int], round: Int) throws -> [SiteUpdate] {
        let reader = message.document
        let given = try reader.integer("round", atLeast: 0)
        guard given == round else { throw reader.error("round", "\(given); expected \(round)") }
        let sites = try sites(reader, "sites")
        if let stranger = sites.first(where: { !selected.contains($0) }) {
            throw reader.error("sites", "site \(stranger) was not selected; expected some of \(selected)")
        }
        let count = sites.count
        let losses = try optional("losses", message, count)
        let squares = try optional("square_losses", message, count)
        let steps = reader.has("steps") ? try reader.integers("steps", atLeast: 1) : nil
        guard steps?.count ?? count == count else {
            throw reader.error("steps", "has \(steps?.count ?? 0) entries; expected \(count), as many as sites")
        }
        let updates =
            parameterCount > 0 && count > 0
            ? try message.array("updates", shape: [count, parameterCount]).floats : []
        let bySite = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1, $0) })
        return selected.map { site in
            guard let place = bySite[site] else { return .missing }
            let loss = losses?[place] ?? 0
            let training = scenario.workload.training(at: scenario.sites[site])
            return SiteUpdate(
                change: parameterCount > 0 ? Array(updates[place * parameterCount..<(place + 1) * parameterCount]) : [],
                steps: steps?[place] ?? max(1, training.stepCount(examples: scenario.sites[site].rows.count)),
                loss: SiteLoss(
                    samples: scenario.samples(at: site), mean: loss, meanSquare: squares?[place] ?? loss * loss))
        }
    }

    func hear(_ weights: RoundWeights, round: Int, evaluates: Bool) throws {
        var message = Message("weights")
        message.add("round", round)
        message.add("weights", weights.fresh)
        message.add("remembered_weights", weights.remembered)
        message.add("evaluate", DocumentValue(.bool(evaluates)))
        try session.send(message)
        guard evaluates else { return }
        evaluation = try session.demand("evaluation") { message in
            let reader = message.document
            guard reader.has("loss") || reader.has("accuracy") else { return Evaluation() }
            return Evaluation(
                meanLoss: try reader.number("loss", .any), accuracy: try reader.number("accuracy", .within(0...1)))
        }
    }

    func evaluate(_ parameters: [Float]) throws -> Evaluation { evaluation }

    func hear(_ report: RoundReport) throws {
        var message = Message("booked")
        message.add("round", report.round)
        message.add("site_g", report.sites.map(\.footprint.total))
        message.add("cumulative_g", report.cumulativeGrams)
        session.book(message)
    }

    // MARK: Probes

    func gradients(_ extent: GradientExtent, of sites: [Int], at parameters: [Float]) throws -> [[Float]] {
        var message = Message("probe")
        message.add("sites", sites)
        switch extent {
        case .full: message.add("of", "gradients")
        case .lastLayer: message.add("of", "last_layer_gradients")
        case .coreset(let fraction):
            message.add("of", "coreset_gradients")
            message.add("fraction", fraction)
        }
        try session.send(message)
        let size = parameterCount
        let rows = try session.demand("probe") {
            try $0.array("gradients", shape: [sites.count, extent == .lastLayer ? nil : size])
        }
        let (numbers, width) = (rows.floats, rows.shape[1])
        return sites.indices.map { Array(numbers[$0 * width..<($0 + 1) * width]) }
    }

    func losses(of sites: [Int], at parameters: [Float]) throws -> [Double] {
        var message = Message("probe")
        message.add("sites", sites)
        message.add("of", "losses")
        try session.send(message)
        return try session.demand("probe") { try $0.doubles("losses", count: sites.count, .atLeast(0)) }
    }

    func coresetDistances(_ fraction: Double, of site: Int) -> Double { local.coresetDistances(fraction, of: site) }

    // MARK: Inside

    private func start(_ round: Int, spentGrams: Double) throws {
        var message = Message("start")
        message.add("protocol", Message.version)
        message.add("experiment", DocumentValue(.string(run.experiment.name)))
        message.add("method", DocumentValue(.string(run.method.name)))
        message.add("folder", DocumentValue(.string(run.directory.path)))
        message.add("sites", DocumentValue(.list(scenario.sites.map { DocumentValue(.string($0.name)) })))
        message.add("shares", scenario.shares)
        message.add("round", round)
        message.add("rounds", scenario.rounds)
        message.add("slot_seconds", scenario.slotSeconds)
        message.add("budget_g", scenario.budgetGrams)
        message.add("spent_g", spentGrams)
        message.add(
            "average_decay", run.method.average.decay.map { DocumentValue(.number($0)) } ?? DocumentValue(.null))
        try session.send(message)
    }

    private func sites(_ reader: DocumentReader, _ key: String) throws -> [Int] {
        let sites = try reader.integers(key, atLeast: 0)
        guard Set(sites).count == sites.count, sites.allSatisfy({ $0 < siteCount }) else {
            throw reader.error(key, "\(sites) is not allowed; expected different sites from 0 to \(siteCount - 1)")
        }
        return sites
    }

    private func optional(_ key: String, _ message: MessageReader, _ count: Int) throws -> [Double]? {
        message.document.has(key) ? try message.doubles(key, count: count, .atLeast(0)) : nil
    }
}
