import Documents

/// The grid whose intensity the energy of model transfers is charged at.
public enum NetworkGrid: Sendable, Equatable {
    /// The grid of the site that sends and receives.
    case site
    /// A zone of the trace, such as the server's.
    case zone(String)
    /// The unweighted mean over the grids of all sites: the path between them crosses several.
    case meanOfSites
}

extension NetworkGrid {
    /// `site`, `meanOfSites`, or the name of a zone.
    init(_ reader: DocumentReader, base: NetworkGrid) throws {
        let words: [String: NetworkGrid] = ["site": .site, "meanOfSites": .meanOfSites]
        let inherited =
            switch base {
            case .site: "site"
            case .meanOfSites: "meanOfSites"
            case .zone(let name): name
            }
        let word = try reader.string(
            "networkGrid", default: inherited,
            help: "the grid that transfers are charged at: site, meanOfSites or a zone")
        self = words[word] ?? .zone(word)
    }
}
