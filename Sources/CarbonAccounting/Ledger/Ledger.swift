import Reproducibility

/// What a run has emitted: exact totals by cause, site, grid and round.
///
/// Totals do not depend on the order of the entries (see `ExactSum`). The state of a run that is saved and taken up again.
public struct Ledger: Sendable, Codable, Equatable {
    private struct Account: Codable, Equatable {
        var compute = ExactSum(), idle = ExactSum(), probe = ExactSum(), network = ExactSum(), total = ExactSum()

        mutating func add(_ footprint: Footprint) {
            compute.add(footprint.computeGrams)
            idle.add(footprint.idleGrams)
            probe.add(footprint.probeGrams)
            network.add(footprint.networkGrams)
            addTotal(footprint)
        }

        mutating func addTotal(_ footprint: Footprint) {
            // Four terms, not their rounded sum, so that the total is the exact sum of its causes.
            total.add(footprint.computeGrams)
            total.add(footprint.idleGrams)
            total.add(footprint.probeGrams)
            total.add(footprint.networkGrams)
        }

        var footprint: Footprint {
            Footprint(
                computeGrams: compute.value, idleGrams: idle.value, probeGrams: probe.value, networkGrams: network.value
            )
        }
    }

    /// The grid of each site, which its compute, idle and probe are charged to.
    public let siteGrids: [String]
    /// The grid that each site's network is charged to.
    public let networkGrids: [String]
    private var sites: [Account]
    private var rounds: [Account] = []
    private var grids: [String: ExactSum] = [:]
    private var all = Account()

    /// An empty ledger.
    ///
    /// - Parameters:
    ///   - siteGrids: the name of each site's grid.
    ///   - networkGrids: the name of the grid that each site's network is charged to; nil for the site's own.
    public init(siteGrids: [String], networkGrids: [String]? = nil) {
        let networkGrids = networkGrids ?? siteGrids
        precondition(
            siteGrids.count == networkGrids.count, "\(siteGrids.count) sites, \(networkGrids.count) network grids")
        self.siteGrids = siteGrids
        self.networkGrids = networkGrids
        sites = Array(repeating: Account(), count: siteGrids.count)
    }

    /// Adds the footprint of a site in a round; several entries for the same site and round add up.
    ///
    /// - Precondition: `round` ≥ 0, `site` is one of the ledger's, and every part of the footprint is finite and at least 0.
    public mutating func record(round: Int, site: Int, footprint: Footprint) {
        precondition(round >= 0, "round \(round)")
        precondition(sites.indices ~= site, "site \(site) of \(sites.count)")
        let parts = [footprint.computeGrams, footprint.idleGrams, footprint.probeGrams, footprint.networkGrams]
        precondition(
            parts.allSatisfy { $0 >= 0 && $0.isFinite }, "footprint \(footprint) of site \(site) in round \(round)")
        while rounds.count <= round { rounds.append(Account()) }
        guard footprint != .zero else { return }
        sites[site].add(footprint)
        rounds[round].add(footprint)
        all.add(footprint)
        for grams in parts.dropLast() { grids[siteGrids[site], default: ExactSum()].add(grams) }
        grids[networkGrids[site], default: ExactSum()].add(footprint.networkGrams)
    }

    public var totalGrams: Double { all.total.value }

    /// The total by cause.
    public var footprint: Footprint { all.footprint }

    /// Rounds up to the last with an entry.
    public var roundCount: Int { rounds.count }

    public func totalGrams(site: Int) -> Double { sites[site].total.value }
    public func footprint(site: Int) -> Footprint { sites[site].footprint }

    /// 0 for a round without entries.
    public func totalGrams(round: Int) -> Double { rounds.indices ~= round ? rounds[round].total.value : 0 }
    public func footprint(round: Int) -> Footprint { rounds.indices ~= round ? rounds[round].footprint : .zero }

    /// Grams charged to each grid of a site or its network; 0 for one without entries.
    public var gramsByGrid: [String: Double] {
        var grams = grids.mapValues(\.value)
        for grid in siteGrids + networkGrids where grams[grid] == nil { grams[grid] = 0 }
        return grams
    }
}
