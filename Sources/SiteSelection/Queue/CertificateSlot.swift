/// What one slot offered: the utility of its sets of sites and what each site would have emitted.
public struct CertificateSlot: Sendable {
    public let utility: SiteUtility
    /// c_n(t) in grams, one per site.
    public let footprintsGrams: [Double]
    /// Sites that could be selected; nil for all.
    public let candidates: [Int]?

    /// - Throws: `CoresetError` for footprints that are not finite numbers ≥ 0, one per site.
    public init(utility: SiteUtility, footprintsGrams: [Double], candidates: [Int]? = nil) throws {
        guard footprintsGrams.count == utility.count else {
            throw CoresetError.wrongCount(
                quantity: "footprints", found: footprintsGrams.count, expected: utility.count)
        }
        for (i, grams) in footprintsGrams.enumerated() where !(grams >= 0 && grams.isFinite) {
            throw CoresetError.invalidEntry(
                quantity: "footprints", index: [i], value: grams, requirement: "a finite number of grams ≥ 0")
        }
        (self.utility, self.footprintsGrams, self.candidates) = (utility, footprintsGrams, candidates)
    }

    /// C(S, t) in grams.
    public func grams(of sites: [Int]) -> Double { sites.reduce(0) { $0 + footprintsGrams[$1] } }
}
