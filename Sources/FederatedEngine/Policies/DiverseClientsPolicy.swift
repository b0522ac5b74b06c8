import Documents
import SiteSelection

/// DivFL: the k sites that represent all sites best, by greedy facility location on the gradients' distances.
///
///     min Σ_j min_{i∈S} ‖g_i − g_j‖  s.t.  |S| = k
///
/// k = 1 is the medoid; with k at least the number of available sites, all of them train. Rows of sites that were not
/// selected are stale. Source: Balakrishnan et al., "Diverse client selection for federated learning via submodular
/// maximization", ICLR 2022, where sites count alike whatever their data. The weights γ of the paper are `aggregation:
/// coreset`; the authors' code weighs by data, as is the default here. Ours: with k = 1 rows stay stale (their code probes
/// all sites in each round).
public struct DiverseClientsPolicy: SelectionPolicy {
    public static let kind = "divFL"
    public static let abstract = "DivFL: the k most representative gradients"

    public let count: SiteCount
    public let gradients: GradientSource

    public init(count: SiteCount, gradients: GradientSource = .stale) {
        (self.count, self.gradients) = (count, gradients)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            count: try SiteCount(reader),
            gradients: try reader.member(
                "gradients", of: gradientSources, default: "stale",
                help: "where the gradients come from, and what they cost"))
    }

    public var needs: PolicyNeeds { [.gradients, .utility] }
    public var gradientSource: GradientSource? { gradients }

    public mutating func select(in slot: Slot) throws -> Selection {
        let k = count.value(in: slot)
        guard k > 0, let gram = try slot.gradients(gradients) else { return .nobody }
        let alike = [Double](repeating: 1 / Double(slot.siteCount), count: slot.siteCount)
        let utility = try SiteUtility(.facilityLocation, gram: gram, shares: alike)
        return Selection(try greedySelection(of: k, from: slot.available, maximizing: utility), utility: utility)
    }
}
