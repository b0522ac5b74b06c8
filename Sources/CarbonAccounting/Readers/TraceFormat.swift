/// The layouts of intensity files that are understood, told apart by their content.
public enum TraceFormat: String, Sendable, Codable, CaseIterable {
    /// `utc,<zone>,<zone>…`, gCO2eq/kWh, with a sidecar.
    case native
    /// The yearly CSV files of Electricity Maps, one zone a file, with direct and life-cycle columns.
    case electricityMaps = "electricity_maps"
    /// JSON of the Carbon Intensity API of Great Britain's system operator, half-hourly.
    case ukCarbonIntensity = "uk_carbon_intensity"
    /// JSON of WattTime's API, version 3.
    case wattTime = "watttime"
    /// CSV of the CarbonCast data set.
    case carbonCast = "carboncast"
    /// Generation by fuel, made an intensity by a table of factors.
    case generation
}
