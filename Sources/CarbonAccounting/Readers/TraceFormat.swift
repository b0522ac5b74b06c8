/// The layouts of intensity files that are understood, told apart by their content.
public enum TraceFormat: String, Sendable, Codable, CaseIterable {
    /// `utc,<zone>,<zone>…`, gCO2eq/kWh, with a sidecar.
    case native
}
