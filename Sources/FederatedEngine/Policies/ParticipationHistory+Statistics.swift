extension ParticipationHistory {
    /// Stat(n) = |B_n| (mean of squared loss over B_n)^½, B_n the samples of the site's last participation; nil for never.
    ///
    /// Source: Lai et al., "Oort: efficient federated learning via guided participant selection", OSDI 2021, §4.1. All
    /// samples of the last local training count, not only those of its last batch.
    public func statisticalUtility(of site: Int) -> Double? {
        lastLoss[site].map { Double($0.samples) * $0.meanSquare.squareRoot() }
    }
}
