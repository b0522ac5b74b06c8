/// How well a set of sites represents all sites; each is normalized so that the set of all sites has utility 1.
///
/// Symbols: p_j share of site j, g_j its gradient, d_ij = ‖g_i − g_j‖, ḡ = Σ_j p_j g_j.
public enum UtilityKind: Sendable, Equatable, Hashable {
    /// U(S) = 1 − Σ_j p_j min_{i∈S} d_ij / max d. Monotone and submodular.
    ///
    /// Source: Mirzasoleiman, Bilmes, Leskovec, "Coresets for data-efficient training of machine learning models"
    /// (CRAIG), ICML 2020; Balakrishnan et al., "Diverse client selection for federated learning" (DivFL), ICLR 2022.
    case facilityLocation

    /// U(S) = 1 − max_{j: p_j > 0} min_{i∈S} d_ij / max d. Monotone, but not submodular: double greedy has no guarantee.
    case kCenter

    /// U(S) = 1 − (min_{γ≥0} ‖ḡ − Σ_{i∈S} γ_i g_i‖² + λ‖γ‖²)^½ / ‖ḡ‖, where λ = `ridge` times the mean of ‖g_i‖².
    ///
    /// Monotone, weakly submodular. With `ridge` above 0 the set of all sites stays below 1.
    case gradientMatching(ridge: Double = 0)

    /// U(S) = (⟨ḡ, ĝ⟩ − (κ/2)‖ĝ‖²) / ((1 − κ/2)‖ḡ‖²) with ĝ = Σ_{i∈S} p_i g_i / Σ_{i∈S} p_i, the aggregate that federated
    /// averaging forms, and κ = `curvature` in [1, 2).
    ///
    /// The descent lemma's bound on the progress of the round. Neither monotone nor submodular; below 0 for a set that
    /// would mislead, and up to 1/(κ(2 − κ)) for one that serves better than all sites together. Ours.
    case expectedDescent(curvature: Double = 1)

    /// Whether the utility is a function of distances alone.
    public var needsOnlyDistances: Bool {
        switch self {
        case .facilityLocation, .kCenter: true
        case .gradientMatching, .expectedDescent: false
        }
    }

    /// Whether adding a site helps less the more sites there are, for every instance.
    public var isSubmodular: Bool { self == .facilityLocation }

    /// The largest value that any set can have on any instance.
    public var supremum: Double {
        if case .expectedDescent(let curvature) = self { return 1 / (curvature * (2 - curvature)) }
        return 1
    }
}
