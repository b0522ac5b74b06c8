/// Where time, value and zone are in a table of no known layout.
public struct ColumnMapping: Sendable, Equatable {
    /// Units of the values.
    public enum Units: String, Sendable, Codable, CaseIterable {
        case gramsPerKWh = "gCO2eq/kWh"
        case poundsPerMWh = "lb/MWh"
        case kilogramsPerMWh = "kg/MWh"

        /// What a value is multiplied by to be in gCO2eq/kWh.
        var gramsPerKWh: Double {
            switch self {
            case .gramsPerKWh, .kilogramsPerMWh: 1
            case .poundsPerMWh: WattTimeReader.kilogramsPerPound
            }
        }
    }

    /// Which end of its step a stamp is.
    public enum Stamps: String, Sendable, Codable, CaseIterable {
        case start, end
    }

    /// Name of the column with the stamps, or its number from 1; nil takes the only one that has stamps.
    public var time: String?
    /// Name or number of the column with the values; nil takes the only one besides that has numbers.
    public var value: String?
    /// Name or number of the column with the zones; nil for a table of one zone.
    public var zone: String?
    /// Nil takes the units that the column's name says.
    public var units: Units?
    public var stamps: Stamps

    public init(
        time: String? = nil, value: String? = nil, zone: String? = nil, units: Units? = nil, stamps: Stamps = .start
    ) {
        (self.time, self.value, self.zone, self.units, self.stamps) = (time, value, zone, units, stamps)
    }
}
