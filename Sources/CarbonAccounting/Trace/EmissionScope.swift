/// Which emissions an intensity counts: those of the stack, or those of the plant's whole life with its fuel.
///
/// `unknown` is a scope of its own: it does not mix with the other two.
public enum EmissionScope: String, Sendable, Codable, CaseIterable {
    case direct, lifecycle, unknown
}
