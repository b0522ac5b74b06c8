import FederatedEngine
import Foundation
import Learning
import LinearAlgebra
import Reproducibility
import TestSupport

/// Every selection rule once more, from its formula in Guides/policies.md, by trying all sets.
enum ReferenceRules {
    typealias Choice = ReferenceRun.Choice

    static func subsets(_ sites: [Int]) -> [[Int]] {
        (0..<(1 << sites.count)).map { mask in sites.indices.filter { mask >> $0 & 1 == 1 }.map { sites[$0] } }
    }

    static func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }

    static func norm(_ a: [Double]) -> Double { distance(a, [Double](repeating: 0, count: a.count)) }

    /// Σ_j p_j (d_max − min_{i∈S} d_ij)/d_max; with `memory` Σ_j p_j max(0, m_j − min d_ij)/d_max.
    static func facilityLocation(
        _ gradients: [[Double]], _ shares: [Double], memory: [Double]? = nil
    ) -> (utility: ([Int]) -> Double, standing: ([Int]) -> [Double], dMax: Double) {
        let all = gradients.indices
        var dMax = all.flatMap { i in all.map { distance(gradients[i], gradients[$0]) } }.max() ?? 0
        if dMax == 0 { dMax = 1 }
        func utility(_ sites: [Int]) -> Double {
            guard !sites.isEmpty else { return 0 }
            return all.reduce(0) { sum, j in
                let nearest = sites.map { distance(gradients[$0], gradients[j]) }.min() ?? 0
                return sum + shares[j] * max(0, min(memory?[j] ?? dMax, dMax) - nearest) / dMax
            }
        }
        func standing(_ sites: [Int]) -> [Double] {
            sites.map { i in
                all.reduce(0) { sum, j in
                    let nearest = sites.min {
                        distance(gradients[$0], gradients[j]) < distance(gradients[$1], gradients[j])
                    }
                    return sum + (nearest == i ? shares[j] : 0)
                }
            }
        }
        return (utility, standing, dMax)
    }

    /// The best of all sets of `candidates` with at least `floor` sites, within `cap` grams.
    static func best(
        _ run: ReferenceRun, _ candidates: [Int], floor: Int = 0, cap: Double = .infinity, value: ([Int]) -> Double
    ) -> [Int] {
        let cheapest = candidates.sorted { (run.grams($0), $0) < (run.grams($1), $1) }
        let floor = min(floor, run.fitting(cheapest, within: cap, stops: true).count)
        var best: (value: Double, sites: [Int]) = (-.infinity, [])
        for sites in subsets(candidates) where sites.count >= floor {
            guard sites.map({ run.grams($0) }).reduce(0, +) <= cap || sites.isEmpty else { continue }
            let value = value(sites)
            if value > best.value + 1e-12 { best = (value, sites) }
        }
        return best.sites
    }

    // MARK: CAFE

    static func paced(drift: Double? = 0.1, floor: Int = 0, initialQueue: Double = 0) -> (ReferenceRun) -> Choice {
        { run in
            if run.notes["V"] == nil {
                run.queue = initialQueue
                let mean = (0..<run.n).map { run.grams($0) }.reduce(0, +) / Double(run.n)
                run.notes["V"] = [6 * run.allowance / mean]
            }
            let allowance = run.remaining / Double(run.rounds - run.round)
            guard allowance > 0, !run.available.isEmpty else { return Choice() }
            let unknown = run.available.filter { run.lastRound[$0] == nil }
                .sorted { (run.grams($0), $0) < (run.grams($1), $1) }
            let explored = run.fitting(unknown, within: max(run.remaining / 4, run.carried))
            guard explored.isEmpty else { return Choice(sites: explored) }
            let memory = (0..<run.n).map { site in
                run.lastRound[site].map { (drift ?? 0) * Double(run.round - $0) * norm(run.sent[site]) } ?? .infinity
            }
            let u = facilityLocation(run.sent, run.shares, memory: drift == nil ? nil : memory)
            let price = run.round == run.rounds - 1 ? 0 : run.queue
            let weight = run.notes["V"]?[0] ?? 0
            let sites = best(
                run, run.available.filter { !unknown.contains($0) }, floor: floor, cap: max(allowance, run.carried)
            ) { sites in
                weight * u.utility(sites) - sites.map { price * run.grams($0) / allowance }.reduce(0, +)
            }
            return Choice(sites: sites, utility: u.utility, standing: u.standing)
        }
    }

    /// w_j a_j (a_j + 1)/2 against λ c_j, with λ by bisection on what the visits cost.
    static func freshness(_ run: ReferenceRun) -> Choice {
        let allowance = run.remaining / Double(run.rounds - run.round)
        guard allowance > 0, !run.available.isEmpty else { return Choice() }
        let norms = run.sent.map(norm)
        let known = norms.filter { $0 > 0 }
        let mean = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
        let worth = (0..<run.n).map { run.shares[$0] * (norms[$0] > 0 ? norms[$0] / mean : 1) }
        let index = (0..<run.n).map { site -> Double in
            let age = Double(run.round - (run.lastRound[site] ?? -1))
            return worth[site] * (age * age + age) / 2
        }
        let recent = (0..<run.n).map { site -> Double in
            let hours = (max(0, run.round - 23)...run.round).map { run.intensity(site, $0) }
            return run.grams(site) / run.intensity(site, run.round) * hours.reduce(0, +) / Double(hours.count)
        }
        func cost(_ price: Double) -> Double {
            (0..<run.n).reduce(0) { $0 + recent[$1] * min(1, (worth[$1] / (2 * price * recent[$1])).squareRoot()) }
        }
        var price = 0.0
        if run.round < run.rounds - 1, recent.reduce(0, +) > allowance {
            var (low, high) = (1e-12, 1e12)
            for _ in 0..<300 {
                price = (low * high).squareRoot()
                if cost(price) > allowance { low = price } else { high = price }
            }
        }
        var sites = run.available.filter { index[$0] >= price * run.grams($0) }
        let rank = index.indices.map { index[$0] / run.grams($0) }
        sites.sort { (-rank[$0], $0) < (-rank[$1], $1) }
        var most = Double(sites.count)
        if run.heading > 0, price > 0 {
            if sites.isEmpty, let best = run.available.min(by: { (-rank[$0], $0) < (-rank[$1], $1) }) { sites = [best] }
            most = (0..<run.n).reduce(0) { $0 + min(1, (worth[$1] / (2 * price * recent[$1])).squareRoot()) }.rounded(
                .up)
        }
        var chosen: [Int] = []
        for site in sites where Double(chosen.count) < most {
            let added = run.grams(of: chosen + [site]).reduce(0, +) - run.grams(of: chosen).reduce(0, +)
            if chosen.isEmpty || index[site] >= price * added { chosen.append(site) }
        }
        return Choice(sites: chosen)
    }

    /// Deterministic double greedy in the order of the sites, on stale gradients.
    static func reconstructed(weight: Double = 1, unweighted: Bool = false) -> (ReferenceRun) throws -> Choice {
        { run in
            guard let gradients = try run.staleGradients() else { return Choice() }
            let alike = [Double](repeating: 1 / Double(run.n), count: run.n)
            let u = facilityLocation(gradients, unweighted ? alike : run.shares)
            let scale = unweighted ? Double(run.n) * u.dMax : 1
            func f(_ sites: [Int]) -> Double {
                weight * scale * u.utility(sites)
                    - sites.map { run.queue * run.grams($0) / run.allowance }.reduce(0, +)
            }
            var (x, y) = ([Int](), run.available)
            for site in run.available {
                let rest = y.filter { $0 != site }
                if f(x + [site]) - f(x) > f(rest) - f(y) { x.append(site) } else { y = rest }
            }
            return Choice(sites: x, utility: u.utility, standing: u.standing)
        }
    }

    static func myopic(_ run: ReferenceRun) throws -> Choice {
        guard let gradients = try run.staleGradients() else { return Choice() }
        let u = facilityLocation(gradients, run.shares)
        let candidates = run.available.filter { run.grams($0) <= run.carried }
        let sites = best(run, candidates, floor: 1, cap: run.carried, value: u.utility)
        return Choice(sites: sites, utility: u.utility, standing: u.standing)
    }

    static func staticBest(_ run: ReferenceRun) throws -> Choice {
        if run.notes["set"] == nil {
            guard let gradients = try run.exactGradients() else { return Choice() }
            let u = facilityLocation(gradients, run.shares)
            let now = run.round
            let costs = (0..<run.n).map { site in
                (0..<run.rounds).reduce(0.0) { sum, round in
                    run.round = round
                    defer { run.round = now }
                    return sum + (run.present.contains(site) ? run.grams(site) : 0)
                }
            }
            var best: (value: Double, sites: [Int]) = (-.infinity, [])
            for sites in subsets(Array(0..<run.n)).dropFirst()
            where sites.map({ costs[$0] }).reduce(0, +) <= run.budget && u.utility(sites) > best.value + 1e-12 {
                best = (u.utility(sites), sites)
            }
            run.notes["set"] = greedy(best.sites.count, best.sites, u.utility).map(Double.init)
        }
        return Choice(sites: (run.notes["set"] ?? []).map { Int($0) }.filter { run.available.contains($0) })
    }

    static func greedy(_ count: Int, _ candidates: [Int], _ utility: ([Int]) -> Double) -> [Int] {
        var taken: [Int] = []
        while taken.count < count {
            let rest = candidates.filter { !taken.contains($0) }.sorted()
            guard
                let next = rest.max(by: {
                    utility(taken + [$0]) + 1e-13 * Double(-$0) < utility(taken + [$1]) + 1e-13 * Double(-$1)
                })
            else { break }
            taken.append(next)
        }
        return taken
    }

    static func divFL(_ run: ReferenceRun) throws -> Choice {
        let k = run.affordableCount()
        guard k > 0, let gradients = try run.staleGradients() else { return Choice() }
        let u = facilityLocation(gradients, [Double](repeating: 1 / Double(run.n), count: run.n))
        return Choice(sites: greedy(k, run.available, u.utility), utility: u.utility, standing: u.standing)
    }

    // MARK: Without gradients

    static func full(_ run: ReferenceRun) -> Choice {
        if run.grams(of: run.present).reduce(0, +) > run.remaining { run.notes["stopped"] = [1] }
        guard run.notes["stopped"] == nil else { return Choice() }
        return Choice(sites: run.present, probabilities: [Double](repeating: 1, count: run.n))
    }

    static func random(_ run: ReferenceRun) -> Choice {
        let (k, there) = (run.affordableCount(), run.available)
        var stream = run.stream("sites")
        let sites = stream.sample(k, outOf: there.count).map { there[$0] }
        let p = Double(k) / Double(max(1, there.count))
        return Choice(sites: sites, probabilities: [Double](repeating: p, count: run.n))
    }

    static func budgetedRandom(_ run: ReferenceRun) -> Choice {
        var stream = run.stream("sites")
        return Choice(sites: run.fitting(run.available.shuffled(using: &stream), within: run.carried))
    }

    /// Whose turn it is follows from who trained last, which `lastRound` does not say within a round: it is noted.
    static func roundRobin(_ run: ReferenceRun) -> Choice {
        var next = Int(run.notes["next"]?[0] ?? 0)
        if run.round > 0 {
            let trained = (0..<run.n).filter { run.lastRound[$0] == run.round - 1 }
            if let last = trained.last(where: { $0 < next }) ?? trained.last { next = last + 1 }
        }
        run.notes["next"] = [Double(next)]
        let order = run.available.filter { $0 >= next } + run.available.filter { $0 < next }
        return Choice(sites: Array(order.prefix(run.affordableCount())))
    }

    static func lowestIntensity(_ run: ReferenceRun) -> Choice {
        let order = run.available.sorted { (run.intensity($0, run.round), $0) < (run.intensity($1, run.round), $1) }
        return Choice(sites: run.fitting(order, within: run.carried, stops: true))
    }

    static func quantile(_ values: [Double], _ q: Double) -> Double {
        let sorted = values.sorted()
        let place = q * Double(sorted.count - 1)
        let low = sorted[Int(place)]
        let high = sorted[min(Int(place) + 1, sorted.count - 1)]
        return low + (place - place.rounded(.down)) * (high - low)
    }

    static func threshold(_ run: ReferenceRun) -> Choice {
        let clean = run.available.filter { site in
            let window = (max(0, run.round - 5)...run.round).map { run.intensity(site, $0) }
            return run.intensity(site, run.round) <= quantile(window, 0.5)
        }
        return Choice(
            sites: clean.sorted { (run.intensity($0, run.round), $0) < (run.intensity($1, run.round), $1) })
    }

    static func greenFL(_ run: ReferenceRun) -> Choice {
        let now = run.round
        var cost: [[Double]] = []
        var there: [[Int]] = []
        for round in 0..<run.rounds {
            run.round = round
            cost.append((0..<run.n).map { run.grams($0) })
            there.append(run.present)
        }
        run.round = now
        var left = run.budget
        var closing = run.rounds
        while closing > run.rounds - 2, there[closing - 1].map({ cost[closing - 1][$0] }).reduce(0, +) <= left {
            closing -= 1
            left -= there[closing].map { cost[closing][$0] }.reduce(0, +)
        }
        let most = (0..<run.rounds).flatMap { round in there[round].map { cost[round][$0] } }.max() ?? 0
        var saved = (0..<run.n).map { site in
            (closing..<run.rounds).filter { there[$0].contains(site) }.map { most - cost[$0][site] }.reduce(0, +)
        }
        var plan = (0..<run.rounds).map { $0 < closing ? [Int]() : there[$0] }
        while true {
            var best: (density: Double, site: Int, round: Int) = (-1, 0, 0)
            for site in 0..<run.n {
                for round in 0..<closing where there[round].contains(site) && !plan[round].contains(site) {
                    guard cost[round][site] <= left else { continue }
                    let gain = pow(saved[site] + most - cost[round][site], 0.1) - pow(saved[site], 0.1)
                    let density = gain / cost[round][site]
                    if density > best.density + 1e-12 * abs(best.density) { best = (density, site, round) }
                }
            }
            guard best.density >= 0 else { break }
            plan[best.round].append(best.site)
            saved[best.site] += most - cost[best.round][best.site]
            left -= cost[best.round][best.site]
        }
        let probabilities = (0..<run.n).map { site in
            run.round >= closing
                ? 1 : Double(plan[..<closing].count { $0.contains(site) }) / Double(closing)
        }
        return Choice(sites: plan[run.round], probabilities: probabilities)
    }

    static func lowcarb(_ run: ReferenceRun) -> Choice {
        guard !run.available.isEmpty else { return Choice() }
        let counts = run.available.map { Double(run.counts[$0]) }
        let (most, limit) = (counts.max() ?? 0, quantile(counts, 0.8))
        let last = run.tiny.scenario.rounds + 23
        var first: [(Double, Int)] = []
        var patient: [(Double, Int)] = []
        var resting: [(Double, Int)] = []
        for (site, count) in zip(run.available, counts) {
            let window = min(
                Int((6 * (most > 0 ? max(0, 2 * count / most - 1) : 1)).rounded(.toNearestOrEven)), last - run.round)
            let now = run.intensity(site, run.round)
            if count > limit {
                resting.append((count, site))
            } else if window == 0 {
                first.append((now, site))
            } else {
                let change = (1...window).map { run.intensity(site, run.round + $0) - now }.min() ?? 0
                patient.append((-change, site))
            }
        }
        let order = [first, patient, resting].flatMap { $0.sorted { $0 < $1 }.map(\.1) }
        return Choice(sites: Array(order.prefix(run.affordableCount())))
    }

    // MARK: With losses

    static func powerOfChoice(_ run: ReferenceRun) throws -> Choice {
        let m = run.affordableCount()
        guard m > 0 else { return Choice() }
        let there = run.available
        let d = min(max(m, 3), there.count)
        var stream = run.stream("candidates")
        let drawn = stream.sample(d, weights: there.map { run.shares[$0] }).map { there[$0] }
        let work = run.tiny.task.work
        let pass = Double(work.forward) / Double(work.training)
        guard d > m, run.charge(drawn, samples: { pass * Double(run.rows[$0]) }, bytesUp: 4) else {
            return Choice(sites: Array(drawn.prefix(m)))
        }
        let losses = try run.trainer.losses(of: drawn, at: run.parameters.map(Float.init))
        let ranked = drawn.indices.sorted { (-losses[$0], drawn[$0]) < (-losses[$1], drawn[$1]) }
        return Choice(sites: ranked.prefix(m).map { drawn[$0] })
    }

    static func oort(carbon: Bool) -> (ReferenceRun) -> Choice {
        { run in
            let (k, there) = (run.affordableCount(), run.available)
            func reward(_ site: Int) -> Double { run.stat(site) ?? Double(run.rows[site]) }
            let tried = there.filter { run.lastRound[$0] != nil }
            let fresh = there.filter { run.lastRound[$0] == nil }
            let seconds = run.rows.enumerated().map { site, rows in
                run.idleWatts > 0 ? Double(rows) / (10 * Double(site + 1)) : 0
            }
            let burden = carbon ? (0..<run.n).map { run.grams($0) } : seconds
            let preferred = carbon ? run.meanGrams : burden.sorted()[min(Int(Double(run.n) * 0.3), run.n - 1)]
            let factor = burden.map { $0 > preferred ? pow(preferred / $0, 2) : 1 }
            let positive = there.map(reward).filter { $0 > 0 }.sorted()
            let (low, high) = (positive.first ?? 0, positive.last ?? 0)
            let clip = positive.isEmpty ? 0 : positive[min(Int(Double(positive.count) * 0.95), positive.count - 1)]
            func score(_ site: Int) -> Double {
                let learned = (min(reward(site), clip) - 0.999 * low) / max(high - 0.999 * low, 1e-4)
                let staleness = (0.1 * log(Double(run.round + 1)) / Double((run.lastRound[site] ?? 0) + 1)).squareRoot()
                return max(0, learned + staleness) * factor[site]
            }
            let exploration = max(0.2, 0.9 * pow(0.98, Double(run.round + 1)))
            let exploited = max(k - fresh.count, min(Int((1 - exploration) * Double(k)), tried.count))
            var stream = run.stream("exploit")
            var sites: [Int] = []
            if exploited > 0 {
                let scores = tried.map(score)
                let last = scores.sorted(by: >)[exploited - 1]
                let weights = scores.map { $0 >= 0.95 * last ? max($0, .leastNormalMagnitude) : 0 }
                sites = stream.sample(exploited, weights: weights).map { tried[$0] }
            }
            stream = run.stream("explore")
            let weights = fresh.map { Double(run.rows[$0]) * factor[$0] }
            let ranked = fresh.indices.sorted { (-weights[$0], $0) < (-weights[$1], $1) }
                .prefix(5 * (k - exploited))
            if k > exploited {
                sites += stream.sample(k - exploited, weights: ranked.map { weights[$0] }).map { fresh[ranked[$0]] }
            }
            return Choice(sites: sites)
        }
    }

    static func fedZero(_ run: ReferenceRun) -> Choice {
        let stats = (0..<run.n).map { run.stat($0) ?? Double(run.rows[$0]) }
        let (low, high) = (stats.min() ?? 0, stats.max() ?? 0)
        let sigma = stats.map { high > low ? ($0 - low) / (high - low) : 1 }
        var blocked = run.notes["blocked"] ?? [Double](repeating: 0, count: run.n)
        let last = run.available.filter { run.round > 0 && run.lastRound[$0] == run.round - 1 }
        if !last.isEmpty {
            let bar = quantile(last.map { sigma[$0] }, 0.5)
            for site in last where sigma[site] <= bar { blocked[site] = 1 }
            let mean = Double(run.counts.reduce(0, +)) / Double(run.n)
            var stream = run.stream("release")
            for site in 0..<run.n where blocked[site] == 1 {
                let excess = Double(run.counts[site]) - mean
                if excess <= 0 || stream.uniform() <= min(1 / excess, 1) { blocked[site] = 0 }
            }
        }
        run.notes["blocked"] = blocked
        let order = run.available.filter { blocked[$0] == 0 }.sorted { (-sigma[$0], $0) < (-sigma[$1], $1) }
        return Choice(sites: run.fitting(order, within: run.carried, most: run.affordableCount()))
    }

    static func ecoLearn(_ run: ReferenceRun) -> Choice {
        let known = run.available.map { run.stat($0) }
        let largest = known.compactMap { $0 }.max() ?? 1
        let scores = zip(run.available, known).map { site, stat in (stat ?? largest) * run.meanGrams / run.grams(site) }
        let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.map { run.available[$0] }
        let scheduled = (0...run.round).reduce(0.0) { sum, t in
            sum + run.allowance * (1 + 0.5 * (1 - 2 * Double(t) / Double(run.rounds - 1)))
        }
        return Choice(sites: Array(order.prefix(run.affordableCount(within: scheduled - run.spent))))
    }
}
