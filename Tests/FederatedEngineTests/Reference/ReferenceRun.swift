import FederatedEngine
import Foundation
import Learning
import LinearAlgebra
import Reproducibility
import TestSupport

/// A run of `TinyTask` written down once more, from Guides/method.md and Guides/carbon-accounting.md: plain loops, with
/// nothing of the engine but local training and the random streams, so that the engine can be held to it.
final class ReferenceRun {
    /// What a rule decides: sites in order of use, and what goes with them.
    struct Choice {
        var sites: [Int] = []
        /// U(S), for a rule that maximizes one.
        var utility: (([Int]) -> Double)?
        /// γ_i of the sites of S.
        var standing: (([Int]) -> [Double])?
        /// π_n of all sites.
        var probabilities: [Double]?
    }

    /// What came of a round.
    struct Round {
        let sites: [Int]
        let weights: [Double]
        let grams: [Double]
        let queue: Double
        /// Over the samples of all sites that trained; nil if none did.
        let loss: Double?
    }

    enum Weights {
        case dataSize, uniform, coreset, unbiased
        case remembered(Double)
        case fedVARP
    }

    enum Server {
        case averaging
        case momentum(Double, rate: Double)
        case adam
    }

    let tiny: TinyTask
    let windows: [ClosedRange<Int>?]
    let seed: UInt64
    let idleWatts: Double
    let weights: Weights
    let server: Server
    let rule: (ReferenceRun) throws -> Choice
    let trainer: any SiteTrainer
    let rows: [Int]
    let n: Int
    let rounds: Int
    let budget: Double

    var round = 0
    var spent = 0.0
    var parameters: [Double]
    var queue = 0.0
    var counts: [Int]
    var lastRound: [Int?]
    var losses: [SiteLoss?]
    /// What each site sent last, as a gradient.
    var sent: [[Double]]
    var trainedGrams = 0.0
    var averageGrams = 0.0
    /// Grams of the probes of the round, by site.
    var probe: [Double]
    var hasProbed = false
    /// What a rule remembers.
    var notes: [String: [Double]] = [:]
    var velocity: [Double]
    var second: [Double]

    /// - Parameter windows: hours of the day, first to last, in which a site is there.
    init(
        _ tiny: TinyTask, windows: [ClosedRange<Int>?], seed: UInt64, idleWatts: Double, weights: Weights,
        server: Server = .averaging, rule: @escaping (ReferenceRun) throws -> Choice
    ) {
        (self.tiny, self.windows, self.seed, self.idleWatts) = (tiny, windows, seed, idleWatts)
        (self.weights, self.server, self.rule) = (weights, server, rule)
        trainer = tiny.trainer(seed: seed)
        rows = tiny.scenario.sites.map(\.rows.count)
        (n, rounds, budget) = (rows.count, tiny.scenario.rounds, tiny.scenario.budgetGrams)
        parameters = tiny.task.initialParameters(seed: seed).map(Double.init)
        counts = [Int](repeating: 0, count: n)
        lastRound = [Int?](repeating: nil, count: n)
        losses = [SiteLoss?](repeating: nil, count: n)
        sent = [[Double]](repeating: [Double](repeating: 0, count: parameters.count), count: n)
        probe = [Double](repeating: 0, count: n)
        velocity = [Double](repeating: 0, count: parameters.count)
        second = [Double](repeating: 1e-6, count: parameters.count)
    }

    /// The model after every round with training.
    var models: [[Double]] = []

    /// The running mean of the models with decay 0.8, and of the first ones their plain mean.
    var averaged: [Double] {
        guard var mean = models.first else { return parameters }
        for (t, model) in models.enumerated().dropFirst() {
            let kept = min(0.8, Double(t) / Double(t + 1))
            for k in mean.indices { mean[k] = kept * mean[k] + (1 - kept) * model[k] }
        }
        return mean
    }

    /// Whether the model travels: above 0 while what sites send points from the running mean to the model and on.
    var heading = 0.0

    private func hear(_ changes: [[Double]], of sites: [Int]) {
        guard !sites.isEmpty, !models.isEmpty else { return }
        let way = zip(parameters, averaged).map { $0 - $1 }
        func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
        var (along, length) = (0.0, 0.0)
        for (site, change) in zip(sites, changes) {
            along += shares[site] * product(change, way)
            length += shares[site] * product(change, change).squareRoot() * product(way, way).squareRoot()
        }
        if length > 0 { heading = 0.9 * heading + along / length / 10 }
    }

    // MARK: Carbon, by hand

    func intensity(_ site: Int, _ round: Int) -> Double {
        200 + 90 * Double(site) + 100 * cos(Double(round + 3 * site) * .pi / 12)
    }

    var modelBytes: Double { 4 * Double(parameters.count) }

    /// 0.4 J a sample, a PUE of 1.1, 0.01 kWh per GB down and up; who is faster waits for the slowest.
    func grams(of sites: [Int]) -> [Double] {
        let seconds = sites.map { idleWatts > 0 ? Double(rows[$0]) / (10 * Double($0 + 1)) : 0 }
        return zip(sites, seconds).map { site, own in
            let training = 1.1 * 0.4 * Double(rows[site]) / 3.6e6
            let waiting = 1.1 * idleWatts * ((seconds.max() ?? 0) - own) / 3.6e6
            return (training + waiting + 2 * modelBytes / 1e9 * 0.01) * intensity(site, round)
        }
    }

    func grams(_ site: Int) -> Double { grams(of: [site])[0] }

    /// Charges a probe of `samples` samples at each of `sites`; false if the budget does not cover it.
    func charge(_ sites: [Int], samples: (Int) -> Double, bytesUp: Double) -> Bool {
        var after = probe
        for site in sites {
            let energy = 1.1 * 0.4 * samples(site).rounded(.up) / 3.6e6 + (modelBytes + bytesUp) / 1e9 * 0.01
            after[site] += energy * intensity(site, round)
        }
        guard after.reduce(0, +) <= remaining else { return false }
        probe = after
        return true
    }

    var remaining: Double { budget - spent }
    var allowance: Double { budget / Double(rounds) }
    var carried: Double { Double(round + 1) * allowance - spent }

    /// 0.05, less 3 % a round.
    var learningRate: Double { 0.05 * pow(0.97, Double(round)) }

    // MARK: Who is there

    var present: [Int] { (0..<n).filter { windows[$0]?.contains(round % 24) ?? true } }
    var available: [Int] { present.filter { grams($0) <= remaining } }
    var meanGrams: Double { available.map { grams($0) }.reduce(0, +) / Double(max(1, available.count)) }
    var shares: [Double] { rows.map { Double($0) / Double(rows.reduce(0, +)) } }

    /// k where a rule has none of its own.
    func affordableCount(within grams: Double? = nil) -> Int {
        let relative = averageGrams > 0 ? trainedGrams / averageGrams : 1
        let room = (grams ?? carried) / (meanGrams * relative)
        guard room.isFinite else { return available.count }
        let count = round == rounds - 1 ? room.rounded(.up) : room.rounded()
        return Int(min(max(count, 0), Double(available.count)))
    }

    /// Those of `order` that fit, one after the other.
    func fitting(_ order: [Int], within grams: Double, most: Int = .max, stops: Bool = false) -> [Int] {
        var left = grams
        var taken: [Int] = []
        for site in order where taken.count < most {
            if self.grams(site) <= left {
                left -= self.grams(site)
                taken.append(site)
            } else if stops {
                break
            }
        }
        return taken
    }

    func stream(_ purpose: String) -> RandomStream { RandomStream(seed: seed, "policy", purpose, round) }

    /// |B|·√(mean squared loss) of the last participation.
    func stat(_ site: Int) -> Double? { losses[site].map { Double($0.samples) * $0.meanSquare.squareRoot() } }

    /// Full gradients of all sites at the model, charged.
    func exactGradients() throws -> [[Double]]? {
        guard !available.isEmpty, charge(Array(0..<n), samples: { Double(self.rows[$0]) }, bytesUp: modelBytes) else {
            return nil
        }
        return try trainer.gradients(.full, of: Array(0..<n), at: parameters.map(Float.init)).map {
            $0.map(Double.init)
        }
    }

    /// What sites sent last, after one exact probe.
    func staleGradients() throws -> [[Double]]? {
        guard !available.isEmpty else { return nil }
        if !hasProbed {
            guard let exact = try exactGradients() else { return nil }
            (sent, hasProbed) = (exact, true)
        }
        return sent
    }

    // MARK: A round

    private func cost(_ sites: [Int]) -> Double { grams(of: sites).reduce(0, +) + probe.reduce(0, +) }

    /// What a hard budget leaves of a choice.
    private func fitted(_ choice: Choice) -> [Int] {
        var sites = choice.sites
        if cost(sites) <= remaining { return sites }
        guard let utility = choice.utility else {
            return sites.reduce(into: []) { kept, site in
                if cost(kept + [site]) <= remaining { kept.append(site) }
            }
        }
        while !sites.isEmpty, cost(sites) > remaining {
            let rests = sites.indices.map { place in
                utility(sites.enumerated().filter { $0.offset != place }.map(\.element))
            }
            sites.remove(at: rests.indices.max { (rests[$0], $0) < (rests[$1], $1) } ?? 0)
        }
        return sites
    }

    func step() throws -> Round {
        probe = [Double](repeating: 0, count: n)
        let before = queue
        let mean = meanGrams
        let choice = try rule(self)
        let sites = fitted(choice).sorted()
        let start = parameters.map(Float.init)
        let updates = try trainer.train(
            sites, isLone: sites.count == 1, round: round, from: start, learningRate: Float(learningRate),
            moments: [:])
        hear(updates.map { $0.change.map(Double.init) }, of: sites)
        var sum = [Double](repeating: 0, count: parameters.count)
        let own = aggregate(sites, updates.map { $0.change.map(Double.init) }, choice, into: &sum)
        if !sites.isEmpty { apply(sum) }
        var all = [Double](repeating: 0, count: n)
        for (site, weight) in zip(sites, own) { all[site] = weight }
        var bill = probe
        for (site, grams) in zip(sites, grams(of: sites)) { bill[site] += grams }
        spent += bill.reduce(0, +)
        if !sites.isEmpty {
            trainedGrams += bill.reduce(0, +)
            averageGrams += Double(sites.count) * mean
        }
        queue = max(0, queue + bill.reduce(0, +) / allowance - 1)
        for (site, update) in zip(sites, updates) {
            counts[site] += 1
            lastRound[site] = round
            losses[site] = update.loss
            sent[site] = update.change.map { -Double($0) / (Double(update.steps) * learningRate) }
        }
        if !sites.isEmpty { models.append(parameters) }
        round += 1
        let samples = updates.reduce(0.0) { $0 + Double($1.loss.samples) }
        let loss = updates.reduce(0.0) { $0 + $1.loss.mean * Double($1.loss.samples) } / samples
        return Round(sites: sites, weights: all, grams: bill, queue: before, loss: sites.isEmpty ? nil : loss)
    }

    /// Adds the round's update to `sum`; the weights of the sites that trained.
    private func aggregate(
        _ sites: [Int], _ changes: [[Double]], _ choice: Choice, into sum: inout [Double]
    ) -> [Double] {
        guard !sites.isEmpty else { return [] }
        let data = sites.map { shares[$0] / sites.map { shares[$0] }.reduce(0, +) }
        func add(_ weight: Double, _ vector: [Double]) { for k in sum.indices { sum[k] += weight * vector[k] } }
        /// What a site sent last, as an update.
        func remembered(_ site: Int) -> [Double] {
            let steps = (Double(rows[site]) / 8).rounded(.up)
            return sent[site].map { -$0 * steps * learningRate }
        }
        let own: [Double]
        switch weights {
        case .dataSize: own = data
        case .uniform: own = sites.map { _ in 1 / Double(sites.count) }
        case .coreset:
            let standing = choice.standing?(sites) ?? data
            own = standing.map { $0 / standing.reduce(0, +) }
        case .unbiased: own = sites.map { shares[$0] / (choice.probabilities?[$0] ?? .nan) }
        case .remembered(let retention):
            var raw = (0..<n).map { site in
                lastRound[site].map { shares[site] * pow(retention, Double(round - $0)) } ?? 0
            }
            for site in sites { raw[site] = shares[site] }
            let total = raw.reduce(0, +)
            for site in 0..<n where !sites.contains(site) { add(raw[site] / total, remembered(site)) }
            own = sites.map { raw[$0] / total }
        case .fedVARP:
            for site in 0..<n {
                add(shares[site], lastRound[site] == nil ? [Double](repeating: 0, count: sum.count) : remembered(site))
            }
            for (site, weight) in zip(sites, data) where lastRound[site] != nil { add(-weight, remembered(site)) }
            own = data
        }
        for (weight, change) in zip(own, changes) { add(weight, change) }
        return own
    }

    private func apply(_ sum: [Double]) {
        for k in sum.indices {
            switch server {
            case .averaging: parameters[k] += sum[k]
            case .momentum(let momentum, let rate):
                velocity[k] = momentum * velocity[k] + sum[k]
                parameters[k] += rate * velocity[k]
            case .adam:
                velocity[k] = 0.9 * velocity[k] + 0.1 * sum[k]
                second[k] = 0.99 * second[k] + 0.01 * sum[k] * sum[k]
                parameters[k] += 0.01 * velocity[k] / (second[k].squareRoot() + 1e-3)
            }
        }
    }
}
