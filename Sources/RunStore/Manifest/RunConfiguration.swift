import CarbonAccounting
import Documents
import SiteSelection

/// What readers of results ask of the resolved experiment in a run's manifest, with types.
///
/// A part that the manifest does not hold is nil, so that results of other versions can still be compared.
public struct RunConfiguration: Sendable, Equatable {
    public let rounds: Int?
    public let slotSeconds: Int?
    public let budget: CarbonBudget?
    /// α of a partition that has one.
    public let concentration: Double?
    /// What a text is predicted by, `characters` or `bytes`; nil for other data.
    public let textTokens: String?
    /// When each site may train, in site order.
    public let availability: [SiteAvailability]?
    public let policy: Policy?
    /// The method without its name and V: equal for methods that differ in V alone.
    public let methodApartFromPenaltyWeight: DocumentValue?

    /// The settings of the run's policy.
    public struct Policy: Sendable, Equatable {
        public let kind: String
        public let variant: String?
        /// V; nil for a policy without one, or whose V is not one number.
        public let penaltyWeight: Double?
        /// Nil for a policy without one, and for one that this program does not know.
        public let utility: UtilityKind?
        /// The map under `policy:`, every default filled in.
        public let settings: DocumentValue

        public init(_ reader: DocumentReader, settings: DocumentValue) throws {
            self.settings = settings
            kind = try reader.string("kind")
            variant = try reader.optionalString("variant")
            let isOneNumber = !reader.isMap("penaltyWeight") && !reader.isList("penaltyWeight")
            penaltyWeight = isOneNumber ? try reader.optionalNumber("penaltyWeight", .atLeast(0)) : nil
            utility = reader.has("utility") ? try? reader.member("utility", of: utilities) : nil
        }
    }

    /// - Throws: `DocumentError` for a part of another type.
    init(_ value: DocumentValue, file: String) throws {
        let reader = try DocumentReader(value, file: file, keyPath: "configuration")
        rounds = try reader.optionalInteger("rounds", atLeast: 1)
        slotSeconds = try reader.map("carbon").optionalInteger("slotSeconds", atLeast: 1)
        budget = reader.has("budget") ? try CarbonBudget(reader.map("budget")) : nil
        concentration = try reader.map("partition", abbreviatedBy: "kind").optionalNumber("alpha", .positive)
        textTokens = try reader.map("data", abbreviatedBy: "kind").optionalString("tokens")
        availability =
            reader.has("sites")
            ? try reader.items("sites").map { site in
                switch site {
                case .scalar: .always
                case .map(let site): try SiteAvailability(site, key: "availability")
                }
            } : nil
        let method = try reader.map("method")
        policy = try value["method"]?["policy"].map {
            try Policy(method.map("policy", abbreviatedBy: "kind"), settings: $0)
        }
        methodApartFromPenaltyWeight = value["method"].map { method in
            method.without(["name"]).replacing("policy") { $0.without(["penaltyWeight"]) }
        }
    }
}

extension DocumentValue {
    fileprivate func replacing(_ key: String, _ change: (DocumentValue) -> DocumentValue) -> DocumentValue {
        guard case .map(let entries) = content else { return self }
        return DocumentValue(.map(entries.map { $0.key == key ? Entry(key, change($0.value)) : $0 }))
    }
}
