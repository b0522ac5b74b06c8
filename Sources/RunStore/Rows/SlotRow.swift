import Documents

/// What a policy saw of the gradients of two sites in one round, a row of `slots.csv`: the input of certificates and replays.
///
/// Rounds in which the policy asked for gradients have a row for each pair of sites, each site with itself among them.
public struct SlotRow: CSVRow, Equatable {
    public var round = 0
    public var site = ""
    public var other = ""
    public var product = 0.0
    /// What the site would have emitted by taking part alone [g]; nil beside another site.
    public var footprintGrams: Double?
    /// p_n of the site; nil beside another site.
    public var share: Double?
    /// Relative root mean square error of the distances that the products of the round give, where gradients were
    /// projected and few enough to measure it; else nil, and nil beside another site.
    public var distanceError: Double?

    public init() {}

    public static let columns: [CSVColumn<SlotRow>] = [
        .init("round", \.round, "from 0"),
        .init("site", \.site, "name"),
        .init("other", \.other, "name of the same site or of one before it in site order"),
        .init("product", \.product, "inner product of the gradients of both"),
        .init("footprint_g", \.footprintGrams, "of the site if it trained alone [g]; empty beside another site"),
        .init("share", \.share, "p_n of the site; empty beside another site"),
        .init(
            "distance_error", \.distanceError,
            "relative error of the round's distances where gradients are projected; else, and beside another site, empty"
        ),
    ]
}
