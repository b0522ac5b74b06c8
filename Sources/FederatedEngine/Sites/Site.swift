import CarbonAccounting

/// A data center: a grid zone, private data and an energy model.
public struct Site: Sendable {
    public let name: String
    /// Index of the grid zone in the scenario's trace.
    public let zone: Int
    /// Rows of the training set that only this site sees.
    public let rows: [Int]
    public let energy: SiteEnergy
    /// Largest number of samples that the site can process in one round; nil is no limit.
    public let capacitySamples: Int?
    /// When the site may train: in slots that lie wholly inside one of its windows. Probes are not bound to it.
    public let availability: SiteAvailability

    public init(
        name: String, zone: Int, rows: [Int], energy: SiteEnergy, capacitySamples: Int? = nil,
        availability: SiteAvailability = .always
    ) {
        (self.name, self.zone, self.rows, self.energy) = (name, zone, rows, energy)
        (self.capacitySamples, self.availability) = (capacitySamples, availability)
    }
}
