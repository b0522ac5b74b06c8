/// Negative generation that a setting dealt with.
public struct NegativeTally: Sendable, Equatable, Codable {
    public var setting: NegativeGeneration
    /// Zone-hours with negative generation of a fuel that counts.
    public var hours: Double
    /// The negative generation, as a positive number.
    public var megawattHours: Double

    public init(setting: NegativeGeneration, hours: Double, megawattHours: Double) {
        (self.setting, self.hours, self.megawattHours) = (setting, hours, megawattHours)
    }

    enum CodingKeys: String, CodingKey {
        case setting, hours
        case megawattHours = "megawatt_hours"
    }

    static func + (a: NegativeTally, b: NegativeTally) -> NegativeTally {
        NegativeTally(setting: a.setting, hours: a.hours + b.hours, megawattHours: a.megawattHours + b.megawattHours)
    }
}
