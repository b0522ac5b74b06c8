/// The grid whose intensity the energy of model transfers is charged at.
public enum NetworkGrid: Sendable, Equatable {
    /// The grid of the site that sends and receives.
    case site
    /// A zone of the trace, such as the server's.
    case zone(String)
    /// The unweighted mean over the grids of all sites: the path between them crosses several.
    case meanOfSites
}
