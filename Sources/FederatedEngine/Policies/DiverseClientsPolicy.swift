import Documents
import SiteSelection

/// DivFL: the k sites that represent all sites best, by greedy facility location on the gradients' distances.
///
///     min Σ_j p_j min_{i∈S} ‖g_i − g_j‖  s.t.  |S| = k
///
/// k = 1 is the medoid; with k at least the number of available sites, all of them train. Rows of sites that were not
/// selected are stale. Source: Balakrishnan et al., "Diverse client selection for federated learning via submodular
/// maximization", ICLR 2022. Ours: a site counts with its share p_j, as in the loss that is trained; there all count alike.
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

    public mutating func select(in slot: Slot) throws -> Selection {
        guard let gram = try slot.gradients(gradients) else { return .nobody }
        let utility = try SiteUtility(.facilityLocation, gram: gram, shares: slot.shares)
        let k = min(count.value(in: slot.scenario), slot.available.count)
        return Selection(try greedySelection(of: k, from: slot.available, maximizing: utility), utility: utility)
    }
}
