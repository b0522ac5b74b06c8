import CarbonAccounting
import Documents

/// A data center as declared.
public struct SiteSettings: Sendable {
    public let name: String
    public let zone: String
    public let energy: SiteEnergy
    public let capacitySamples: Int?
    public let availability: SiteAvailability
}

extension SiteSettings {
    /// `site` as in the list: a zone's name, or a map.
    init(_ item: DocumentReader.Item, in reader: DocumentReader, energy: SiteEnergy) throws {
        switch item {
        case .scalar(let value):
            guard case .string(let zone) = value.content else {
                throw reader.error("sites", "\(value.summary) is not a site; expected a zone's name or a map")
            }
            self.init(name: zone, zone: zone, energy: energy, capacitySamples: nil, availability: .always)
        case .map(let site):
            let zone = try site.string("zone", help: "grid zone of the trace")
            let name = try site.string("name", default: zone, help: "of the data center")
            guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw site.error("name", "\(name.debugDescription) holds a control character")
            }
            self.init(
                name: name, zone: zone,
                energy: try SiteEnergy(
                    site.map("energy", help: "what differs from the experiment's energy"), base: energy),
                capacitySamples: try site.optionalInteger(
                    "capacitySamples", atLeast: 1, help: "most samples that the site can process in a round"),
                availability: try SiteAvailability(site, key: "availability"))
        }
    }
}
