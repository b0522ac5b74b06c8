import LinearAlgebra

/// How the distances of all sites to the nearest selected one make a cost.
package protocol NearestDistanceCost {
    /// The cost so far, with a site of share `share` > 0 at distance `distance` counted in.
    static func fold(_ cost: Double, share: Double, distance: Double) -> Double
    /// The cost of two groups of sites together.
    static func combine(_ a: Double, _ b: Double) -> Double
}

/// Σ_j p_j d_j: facility location.
package enum ShareWeightedSum: NearestDistanceCost {
    @inline(__always) package static func fold(_ cost: Double, share: Double, distance: Double) -> Double {
        cost + share * distance
    }
    @inline(__always) package static func combine(_ a: Double, _ b: Double) -> Double { a + b }
}

/// max_j d_j over sites with a share: k-center.
package enum LargestDistance: NearestDistanceCost {
    @inline(__always) package static func fold(_ cost: Double, share: Double, distance: Double) -> Double {
        share > 0 && distance > cost ? distance : cost
    }
    @inline(__always) package static func combine(_ a: Double, _ b: Double) -> Double { max(a, b) }
}

/// The nearest and second-nearest member of every site: each look at a neighbouring set costs O(N).
///
/// Adding is O(N). Removing searches the members again for those sites that lose their nearest or second nearest: over
/// all sites that is two searches a member on average, O(N) for a removal.
package struct NearestSiteState<Cost: NearestDistanceCost>: SelectionState {
    private let source: SiteUtility
    private var members: [Int]
    private var place: [Int]  // of each site in `members`, or −1
    private var nearest: [Int32]
    private var second: [Int32]
    private var nearestDistance: [Double]
    private var secondDistance: [Double]
    package private(set) var utility = 0.0
    /// The utility with or without a site, as last looked at: the move that follows mostly is that one.
    private var looked: (site: Int, utility: Double)?

    package init(_ utility: SiteUtility, members: [Int]) {
        source = utility
        self.members = members
        place = [Int](repeating: -1, count: utility.count)
        for (k, i) in members.enumerated() { place[i] = k }
        nearest = [Int32](repeating: -1, count: utility.count)
        second = nearest
        // The phantom site serves where there is no member.
        nearestDistance = [Double](repeating: utility.phantomDistance, count: utility.count)
        secondDistance = nearestDistance
        for j in 0..<utility.count { search(j) }
        refresh()
    }

    package mutating func utility(adding i: Int) -> Double {
        let row = i * source.count
        let value = nearestDistance.withUnsafeBufferPointer { nearest in
            cost { j, d in d[row + j] < nearest[j] ? d[row + j] : nearest[j] }
        }
        looked = (i, value)
        return value
    }

    package mutating func utility(removing i: Int) -> Double {
        guard members.count > 1 else { return 0 }
        let value = remainingCost(without: i) { _, distance, _ in distance }
        looked = (i, value)
        return value
    }

    package mutating func utility(adding i: Int, removing out: Int) -> Double {
        let row = i * source.count
        return remainingCost(without: out) { j, distance, d in d[row + j] < distance ? d[row + j] : distance }
    }

    /// 1 − cost/phantom of `distance(j, distance to the nearest member but one, all distances)`.
    @inline(__always) private func remainingCost(
        without i: Int, _ distance: (Int, Double, UnsafeBufferPointer<Double>) -> Double
    ) -> Double {
        nearest.withUnsafeBufferPointer { nearest in
            nearestDistance.withUnsafeBufferPointer { nearestDistance in
                secondDistance.withUnsafeBufferPointer { secondDistance in
                    cost { j, d in
                        distance(j, nearest[j] == Int32(i) ? secondDistance[j] : nearestDistance[j], d)
                    }
                }
            }
        }
    }

    package mutating func add(_ i: Int) {
        place[i] = members.count
        members.append(i)
        let n = source.count
        let site = Int32(i)
        source.distances.withUnsafeBufferPointer { d in
            nearest.withUnsafeMutableBufferPointer { nearest in
                nearestDistance.withUnsafeMutableBufferPointer { nearestDistance in
                    for j in 0..<n {
                        let distance = d[i * n + j]
                        if nearest[j] < 0 || distance < nearestDistance[j] {
                            (second[j], secondDistance[j]) = (nearest[j], nearestDistance[j])
                            (nearest[j], nearestDistance[j]) = (site, distance)
                        } else if second[j] < 0 || distance < secondDistance[j] {
                            (second[j], secondDistance[j]) = (site, distance)
                        }
                    }
                }
            }
        }
        refresh(after: i)
    }

    package mutating func remove(_ i: Int) {
        let hole = place[i]
        let last = members.removeLast()
        if last != i {
            members[hole] = last
            place[last] = hole
        }
        place[i] = -1
        let site = Int32(i)
        for j in 0..<source.count where nearest[j] == site || second[j] == site { search(j) }
        refresh(after: i)
    }

    private mutating func refresh(after site: Int? = nil) {
        if let looked, looked.site == site {
            utility = members.isEmpty ? 0 : looked.utility
        } else {
            utility = members.isEmpty ? 0 : cost { j, _ in nearestDistance[j] }
        }
        looked = nil
    }

    /// 1 − cost/phantom over `distance(j, all distances)`.
    @inline(__always) private func cost(_ distance: (Int, UnsafeBufferPointer<Double>) -> Double) -> Double {
        source.distances.withUnsafeBufferPointer { d in
            source.shares.withUnsafeBufferPointer { shares in
                // Four chains of additions at once: one alone would wait for each addition to finish.
                var (a, b, c, e) = (0.0, 0.0, 0.0, 0.0)
                var j = 0
                while j + 4 <= shares.count {
                    a = Cost.fold(a, share: shares[j], distance: distance(j, d))
                    b = Cost.fold(b, share: shares[j + 1], distance: distance(j + 1, d))
                    c = Cost.fold(c, share: shares[j + 2], distance: distance(j + 2, d))
                    e = Cost.fold(e, share: shares[j + 3], distance: distance(j + 3, d))
                    j += 4
                }
                while j < shares.count {
                    a = Cost.fold(a, share: shares[j], distance: distance(j, d))
                    j += 1
                }
                let cost = Cost.combine(Cost.combine(a, b), Cost.combine(c, e))
                return 1 - cost / source.phantomDistance
            }
        }
    }

    /// What holds between all calls: each site's nearest and second-nearest member and their distances, and each member's
    /// place. For tests.
    ///
    /// - Complexity: O(N·|members|).
    package func checkInvariants() {
        for (k, i) in members.enumerated() { precondition(place[i] == k, "member \(i) is at \(k), not \(place[i])") }
        precondition(place.count { $0 >= 0 } == members.count, "\(members.count) members")
        for j in 0..<source.count {
            let distances = members.map { source.distance($0, j) }.sorted()
            precondition(
                nearestDistance[j] == distances.first ?? source.phantomDistance
                    && secondDistance[j] == (distances.count > 1 ? distances[1] : source.phantomDistance),
                "site \(j): nearest \(nearestDistance[j]) and \(secondDistance[j]) of \(distances)")
            precondition(nearest[j] < 0 || source.distance(Int(nearest[j]), j) == nearestDistance[j])
            precondition(second[j] < 0 || source.distance(Int(second[j]), j) == secondDistance[j])
            precondition(nearest[j] != second[j] || nearest[j] < 0, "site \(j): \(nearest[j]) twice")
        }
    }

    /// Finds the nearest and second-nearest member of site j among all members.
    private mutating func search(_ j: Int) {
        let phantom = source.phantomDistance
        var (first, firstDistance, other, otherDistance) = (-1, phantom, -1, phantom)
        source.distances.withUnsafeBufferPointer { d in
            // By row where it is the same: a column is slow to walk.
            let (start, step) = source.isSymmetric ? (j * source.count, 1) : (j, source.count)
            for i in members {
                let distance = d[start + i * step]
                if first < 0 || distance < firstDistance {
                    (other, otherDistance) = (first, firstDistance)
                    (first, firstDistance) = (i, distance)
                } else if other < 0 || distance < otherDistance {
                    (other, otherDistance) = (i, distance)
                }
            }
        }
        (nearest[j], nearestDistance[j]) = (Int32(first), firstDistance)
        (second[j], secondDistance[j]) = (Int32(other), otherDistance)
    }
}
