import Documents

/// The methods that go by `policy: cafe`.
enum CAFEVariant: String, CaseIterable {
    /// `FreshnessPolicy`, ours and the default.
    case freshness
    /// Drift plus penalty over a coreset utility that remembers, paced by what is left of the budget; ours.
    case paced
    /// Drift plus penalty as the paper has it, as far as it is public.
    case reconstructed
    /// The same in the other public reading: a utility that counts sites alike, in units of the gradients.
    case unweighted

    /// `policy: cafe` with its variant: freshness, or paced where any other key is given, since only drift plus penalty has
    /// settings.
    static func policy(_ reader: DocumentReader) throws -> any SelectionPolicy {
        let hasSettings = !reader.givenKeys.allSatisfy(["kind", "variant"].contains)
        let variant = try reader.choice(
            "variant", default: hasSettings ? paced : freshness,
            help: "ours (freshness; paced where another key is given), or the paper's method as reconstructed, in one "
                + "reading or the other")
        // A list of the keys has those of all variants.
        if reader.isDescribing { return try CAFEPolicy(reader) }
        return variant == .freshness ? FreshnessPolicy() : try CAFEPolicy(reader, variant)
    }
}
