/// One key of a map, as the type that reads it describes it: for help in the terminal, tables of guides, and completion.
public struct KeyDescription: Sendable, Equatable {
    public let name: String
    /// What a value may be, such as "a number above 0".
    public let expected: String
    /// The value where the key is absent; nil if it must be given, null if it may be left out.
    public let fallback: DocumentValue?
    /// One line, with the symbol of the formula and the unit.
    public let help: String

    public var isRequired: Bool { fallback == nil }
}
