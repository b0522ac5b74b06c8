import LinearAlgebra

/// The dual of uncapacitated facility location: maximize Σ_j v_j subject to Σ_j max(0, v_j − c_ij) ≤ F_i for each
/// facility i, with connection costs c and opening costs F.
///
/// Every feasible v bounds the cost of every set of open facilities from below. Client j *reaches* facility i if
/// c_ij ≤ v_j; the slack of a facility is what its constraint leaves; a facility without slack is *tight*.
///
/// Source: Erlenkotter, "A dual-based procedure for uncapacitated facility location", Operations Research 26(6), 1978.
package final class DualAscent {
    /// Number of clients, n, and of facilities, m.
    package let clients: Int
    package let facilities: Int
    /// n×m: row j holds the connection costs of client j in ascending order, and whose they are.
    private let cost: UnsafeMutablePointer<Double>
    private let owner: UnsafeMutablePointer<Int32>
    /// v_j, and how many facilities client j reaches.
    private let value: UnsafeMutablePointer<Double>
    private let reached: UnsafeMutablePointer<Int>
    private let slack: UnsafeMutablePointer<Double>
    /// Facilities of the primal set that goes with v.
    private let chosen: UnsafeMutablePointer<Bool>
    private let everyClient: [Int]
    private var holders: [Int] = []

    /// - Parameter costs: n×m connection costs ≥ 0, row-major.
    /// - Complexity: O(n·m·log m).
    package init(clients: Int, facilities: Int, costs: [Double]) {
        precondition(costs.count == clients * facilities && facilities > 0, "\(costs.count) connection costs")
        (self.clients, self.facilities) = (clients, facilities)
        let size = max(1, clients * facilities)
        cost = .allocate(capacity: size)
        owner = .allocate(capacity: size)
        value = .allocate(capacity: max(1, clients))
        reached = .allocate(capacity: max(1, clients))
        slack = .allocate(capacity: facilities)
        chosen = .allocate(capacity: facilities)
        chosen.initialize(repeating: false, count: facilities)
        everyClient = Array(0..<clients)
        var order = [Int32](repeating: 0, count: facilities)
        costs.withUnsafeBufferPointer { costs in
            for j in 0..<clients {
                let row = costs.baseAddress! + j * facilities
                for i in 0..<facilities { order[i] = Int32(i) }
                order.sort { (row[Int($0)], $0) < (row[Int($1)], $1) }
                for (r, i) in order.enumerated() {
                    owner[j * facilities + r] = i
                    cost[j * facilities + r] = row[Int(i)]
                }
            }
        }
    }

    deinit {
        cost.deallocate()
        owner.deallocate()
        value.deallocate()
        reached.deallocate()
        slack.deallocate()
        chosen.deallocate()
    }

    /// Σ_j v_j.
    package var bound: Double { (0..<clients).reduce(0) { $0 + value[$1] } }

    /// v, to start a related problem from.
    package var values: [Double] { Array(UnsafeBufferPointer(start: value, count: clients)) }

    /// v before any ascent: every client at its cheapest connection.
    package var lowestValues: [Double] { (0..<clients).map { cost[$0 * facilities] } }

    /// The present primal set, ascending.
    package var primal: [Int] { (0..<facilities).filter { chosen[$0] } }

    /// What is left of facility i's opening cost; infinite for a closed facility.
    package func slack(of i: Int) -> Double { slack[i] }

    /// Takes over v and the opening costs: 0 for a facility held open, infinite for one held closed.
    ///
    /// v must be feasible but for facilities held open, to whose connection costs it is cut.
    package func load(values: [Double], opening: [Double]) {
        for i in 0..<facilities { slack[i] = opening[i] }
        for j in 0..<clients {
            let (c, o) = (cost + j * facilities, owner + j * facilities)
            var v = values[j]
            var r = 0
            while r < facilities, c[r] <= v {
                if opening[Int(o[r])] == 0 { v = c[r] }
                r += 1
            }
            value[j] = v
            reached[j] = r
            for k in 0..<r { slack[Int(o[k])] -= v - c[k] }
        }
        for i in 0..<facilities { slack[i] = max(0, slack[i]) }
    }

    /// Raises every v_j as far as slack allows, one connection cost at a time.
    package func ascend() { ascend(everyClient) }

    private func ascend(_ list: [Int]) {
        var moved = true
        while moved {
            moved = false
            for j in list {
                let (c, o) = (cost + j * facilities, owner + j * facilities)
                let count = reached[j]
                var room = Double.infinity
                for r in 0..<count {
                    room = min(room, slack[Int(o[r])])
                    if room == 0 { break }
                }
                guard room > 0 else { continue }
                if count < facilities, room >= c[count] - value[j] {
                    room = c[count] - value[j]
                    value[j] = c[count]
                    var r = count + 1
                    while r < facilities, c[r] <= value[j] { r += 1 }
                    reached[j] = r
                    moved = true
                } else {
                    value[j] += room
                }
                for r in 0..<count { slack[Int(o[r])] = max(0, slack[Int(o[r])] - room) }
            }
        }
    }

    /// The primal set of Erlenkotter's construction: `open` and the tight facilities that some client needs.
    package func buildPrimal(open: [Bool]) {
        for i in 0..<facilities { chosen[i] = open[i] }
        for j in 0..<clients {
            if let i = onlyTightFacility(of: j) { chosen[i] = true }
        }
        for j in 0..<clients {
            let o = owner + j * facilities
            var cheapest = -1
            var served = false
            for r in 0..<reached[j] where slack[Int(o[r])] == 0 {
                if cheapest < 0 { cheapest = Int(o[r]) }
                if chosen[Int(o[r])] {
                    served = true
                    break
                }
            }
            if !served, cheapest >= 0 { chosen[cheapest] = true }
        }
    }

    /// Connection cost of every client to the cheapest of the primal set, summed.
    package func primalConnectionCost() -> Double {
        var sum = 0.0
        for j in 0..<clients {
            let (c, o) = (cost + j * facilities, owner + j * facilities)
            for r in 0..<facilities where chosen[Int(o[r])] {
                sum += c[r]
                break
            }
        }
        return sum
    }

    /// One sweep of dual adjustment: where a client pays for two chosen facilities, v_j steps down and the clients to
    /// whom one of the two is the only tight facility rise. Σv does not fall.
    package func adjust() {
        for j in 0..<clients {
            let (c, o) = (cost + j * facilities, owner + j * facilities)
            while true {
                let old = value[j]
                // The two cheapest chosen facilities that v_j pays for.
                var (first, second) = (-1, -1)
                var r = 0
                while r < reached[j], c[r] < old {
                    let i = Int(o[r])
                    if chosen[i], slack[i] == 0 {
                        if first < 0 {
                            first = i
                        } else {
                            second = i
                            break
                        }
                    }
                    r += 1
                }
                guard second >= 0 else { break }
                holders.removeAll(keepingCapacity: true)
                for k in 0..<clients {
                    if let i = onlyTightFacility(of: k), i == first || i == second { holders.append(k) }
                }
                guard !holders.isEmpty else { break }
                var below = reached[j]
                while c[below - 1] >= old { below -= 1 }
                let lowered = c[below - 1]
                for r in 0..<below { slack[Int(o[r])] += old - lowered }
                value[j] = lowered
                reached[j] = below
                ascend(holders)
                ascend(holders + [j])
                ascend(everyClient)
                guard value[j] < old else { break }
            }
        }
    }

    /// The chosen facility, none of `fixed`, that clients overpay most; nil if none is overpaid.
    ///
    /// What clients pay for more than one chosen facility is the gap between the primal set and v.
    package func mostOverpaid(excluding fixed: [Bool]) -> Int? {
        var overpaid = [Double](repeating: 0, count: facilities)
        for j in 0..<clients {
            let (c, o) = (cost + j * facilities, owner + j * facilities)
            var first = -1
            for r in 0..<reached[j] where chosen[Int(o[r])] && c[r] < value[j] {
                if first < 0 {
                    first = r
                } else {
                    overpaid[Int(o[first])] += value[j] - c[r]
                    overpaid[Int(o[r])] += value[j] - c[r]
                }
            }
        }
        let candidates = (0..<facilities).filter { !fixed[$0] && overpaid[$0] > 0 }
        return candidates.max { (overpaid[$0], $1) < (overpaid[$1], $0) }
    }

    /// What holds between all calls: v is feasible, and `slack` and `reached` are what it says. For tests.
    ///
    /// - Parameter opening: what `load` was given.
    /// - Complexity: O(n·m).
    package func checkInvariants(opening: [Double]) {
        var paid = [Double](repeating: 0, count: facilities)
        var scale = 1e-300
        for j in 0..<clients {
            let (c, o) = (cost + j * facilities, owner + j * facilities)
            for r in 0..<facilities {
                precondition((c[r] <= value[j]) == (r < reached[j]), "client \(j) reaches \(reached[j]) facilities")
                precondition(r == 0 || c[r - 1] <= c[r], "connection costs of client \(j) are not ascending")
                paid[Int(o[r])] += max(0, value[j] - c[r])
            }
            scale += abs(value[j])
        }
        for i in 0..<facilities where opening[i].isFinite {
            precondition(slack[i] >= 0, "slack \(slack[i]) of facility \(i)")
            precondition(
                abs(paid[i] + slack[i] - opening[i]) <= 1e-9 * (scale + opening[i]),
                "facility \(i): \(paid[i]) paid and \(slack[i]) left of \(opening[i])")
        }
    }

    /// The tight facility that client j reaches, if there is exactly one.
    @inline(__always) private func onlyTightFacility(of j: Int) -> Int? {
        let o = owner + j * facilities
        var only = -1
        for r in 0..<reached[j] where slack[Int(o[r])] == 0 {
            if only >= 0 { return nil }
            only = Int(o[r])
        }
        return only >= 0 ? only : nil
    }
}
