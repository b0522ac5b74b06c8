/// How the distances of all sites to the nearest selected one make a cost.
protocol NearestDistanceCost {
    /// The cost so far, with a site of share `share` > 0 at distance `distance` counted in.
    static func fold(_ cost: Double, share: Double, distance: Double) -> Double
}

/// Σ_j p_j d_j: facility location.
enum ShareWeightedSum: NearestDistanceCost {
    @inline(__always) static func fold(_ cost: Double, share: Double, distance: Double) -> Double {
        cost + share * distance
    }
}

/// max_j d_j over sites with a share: k-center.
enum LargestDistance: NearestDistanceCost {
    @inline(__always) static func fold(_ cost: Double, share: Double, distance: Double) -> Double {
        share > 0 && distance > cost ? distance : cost
    }
}

/// The nearest and second-nearest member of every site: each look at a neighbouring set costs O(N).
///
/// Adding is O(N). Removing searches the members again for those sites that lose their nearest or second nearest: over
/// all sites that is two searches a member on average, O(N) for a removal.
struct NearestSiteState<Cost: NearestDistanceCost>: SelectionState {
    private let source: SiteUtility
    private var members: [Int]
    private var place: [Int]  // of each site in `members`, or −1
    private var nearest: [Int]
    private var second: [Int]
    private var nearestDistance: [Double]
    private var secondDistance: [Double]
    private(set) var utility = 0.0

    init(_ utility: SiteUtility, members: [Int]) {
        source = utility
        self.members = members
        place = [Int](repeating: -1, count: utility.count)
        for (k, i) in members.enumerated() { place[i] = k }
        nearest = [Int](repeating: -1, count: utility.count)
        second = nearest
        // The phantom site serves where there is no member.
        nearestDistance = [Double](repeating: utility.phantomDistance, count: utility.count)
        secondDistance = nearestDistance
        for j in 0..<utility.count { search(j) }
        refresh()
    }

    mutating func utility(adding i: Int) -> Double {
        cost { j, d in min(d[i * source.count + j], nearestDistance[j]) }
    }

    mutating func utility(removing i: Int) -> Double {
        guard members.count > 1 else { return 0 }
        return cost { j, _ in nearest[j] == i ? secondDistance[j] : nearestDistance[j] }
    }

    mutating func utility(adding i: Int, removing out: Int) -> Double {
        cost { j, d in min(d[i * source.count + j], nearest[j] == out ? secondDistance[j] : nearestDistance[j]) }
    }

    mutating func add(_ i: Int) {
        place[i] = members.count
        members.append(i)
        let n = source.count
        source.distances.withUnsafeBufferPointer { d in
            for j in 0..<n {
                let distance = d[i * n + j]
                if nearest[j] < 0 || distance < nearestDistance[j] {
                    (second[j], secondDistance[j]) = (nearest[j], nearestDistance[j])
                    (nearest[j], nearestDistance[j]) = (i, distance)
                } else if second[j] < 0 || distance < secondDistance[j] {
                    (second[j], secondDistance[j]) = (i, distance)
                }
            }
        }
        refresh()
    }

    mutating func remove(_ i: Int) {
        let hole = place[i]
        let last = members.removeLast()
        if last != i {
            members[hole] = last
            place[last] = hole
        }
        place[i] = -1
        for j in 0..<source.count where nearest[j] == i || second[j] == i { search(j) }
        refresh()
    }

    private mutating func refresh() {
        utility = members.isEmpty ? 0 : cost { j, _ in nearestDistance[j] }
    }

    /// 1 − cost/phantom over `distance(j, all distances)`.
    @inline(__always) private func cost(_ distance: (Int, UnsafeBufferPointer<Double>) -> Double) -> Double {
        source.distances.withUnsafeBufferPointer { d in
            source.shares.withUnsafeBufferPointer { shares in
                var cost = 0.0
                for j in 0..<shares.count {
                    cost = Cost.fold(cost, share: shares[j], distance: distance(j, d))
                }
                return 1 - cost / source.phantomDistance
            }
        }
    }

    /// Finds the nearest and second-nearest member of site j among all members.
    private mutating func search(_ j: Int) {
        let phantom = source.phantomDistance
        var (first, firstDistance, other, otherDistance) = (-1, phantom, -1, phantom)
        source.distances.withUnsafeBufferPointer { d in
            let row = j * source.count
            for i in members {
                let distance = d[row + i]
                if first < 0 || distance < firstDistance {
                    (other, otherDistance) = (first, firstDistance)
                    (first, firstDistance) = (i, distance)
                } else if other < 0 || distance < otherDistance {
                    (other, otherDistance) = (i, distance)
                }
            }
        }
        (nearest[j], nearestDistance[j], second[j], secondDistance[j]) = (first, firstDistance, other, otherDistance)
    }
}
