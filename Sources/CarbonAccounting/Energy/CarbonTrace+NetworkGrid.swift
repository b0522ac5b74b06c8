extension CarbonTrace {
    /// Intensity that the network of a site is charged at in a slot, in gCO2eq/kWh.
    ///
    /// - Parameters:
    ///   - siteIntensity: of the site's own grid in that slot.
    ///   - meanOfSites: unweighted mean of that over all sites.
    /// - Throws: `TraceError` for a named zone that the trace does not have, and for a slot outside it.
    public func networkIntensity(
        _ grid: NetworkGrid, siteIntensity: Double, meanOfSites: Double, from: UTCInstant, seconds: Int
    ) throws(TraceError) -> Double {
        switch grid {
        case .site: siteIntensity
        case .zone(let name): try mean(zone: zoneIndex(name), from: from, seconds: seconds)
        case .meanOfSites: meanOfSites
        }
    }
}
