import Documents

/// Emission factors by fuel in gCO2eq/kWh, and fuels to leave out of both sums.
public struct FuelFactors: Sendable, Equatable {
    /// What a fuel adds.
    public enum Factor: Sendable, Equatable {
        case grams(Double)
        /// Neither its generation nor emissions count: storage, whose energy was counted when it was generated.
        case ignore
    }

    /// Which emissions the factors count.
    public let scope: EmissionScope
    /// Where the factors come from, in words.
    public let source: String
    private let factors: [(fuel: String, key: String, factor: Factor)]
    private let factorOf: [String: Factor]

    /// - Precondition: factors are finite and at least 0; no two fuels have names that are read as the same.
    public init(_ factors: [String: Factor], scope: EmissionScope = .unknown, source: String = "a table of factors") {
        (self.scope, self.source) = (scope, source)
        self.factors = factors.sorted { $0.key < $1.key }.map { ($0.key, Self.key($0.key), $0.value) }
        factorOf = Dictionary(self.factors.map { ($0.key, $0.factor) }) { first, _ in first }
        for case (let fuel, _, .grams(let grams)) in self.factors {
            precondition(grams >= 0 && grams.isFinite, "a factor of \(grams) g/kWh for \(fuel)")
        }
    }

    /// The same factors with another scope.
    public func counting(_ scope: EmissionScope) -> FuelFactors {
        FuelFactors(
            Dictionary(factors.map { ($0.fuel, $0.factor) }) { first, _ in first }, scope: scope, source: source)
    }

    /// The fuels' names, sorted.
    public var fuels: [String] { factors.map(\.fuel) }

    /// Factor of a column, whose name is compared by letters and digits, without units and the words of ENTSO-E and EIA around
    /// the fuel's name.
    ///
    /// `nat_gas` and `natural gas` are `gas`. Nil if the table has no such fuel.
    public func factor(column: String) -> Factor? { factorOf[Self.key(column)] }

    public static func == (a: FuelFactors, b: FuelFactors) -> Bool {
        a.scope == b.scope && a.fuels == b.fuels && zip(a.factors, b.factors).allSatisfy { $0.factor == $1.factor }
    }

    static func key(_ name: String) -> String {
        let text = name.lowercased().replacing("- actual aggregated", with: "").replacing("net generation", with: "")
            .replacing(" from ", with: " ").replacing(/[\[(]?\b(mw|mwh|gw|gwh)\b[\])]?/, with: "")
        let letters = String(text.filter { $0.isLetter || $0.isNumber })
        return letters == "natgas" || letters == "naturalgas" ? "gas" : letters
    }
}

extension FuelFactors {
    /// Reads a table of emission factors: a flat map of fuel to gCO2eq/kWh, or to `ignore` for storage.
    ///
    /// - Throws: `DocumentError` with the line of a doubled fuel, a negative number or another word.
    public init(contentsOf path: String, scope: EmissionScope = .unknown) throws {
        let root = try YAMLDocument.load(path)
        guard case .map(let entries) = root.content, !entries.isEmpty else {
            throw DocumentError(
                file: path, line: root.line, keyPath: "",
                message: "\(root.summary) is no table of factors; expected lines such as 'coal: 820'")
        }
        var factors: [String: Factor] = [:]
        for entry in entries {
            let factor: Factor? =
                switch entry.value.content {
                case .number(let grams) where grams >= 0 && grams.isFinite: .grams(grams)
                case .integer(let grams) where grams >= 0: .grams(Double(grams))
                case .string("ignore"): .ignore
                case .null, .bool, .string, .integer, .number, .list, .map: nil
                }
            guard let factor else {
                throw DocumentError(
                    file: path, line: entry.value.line, keyPath: entry.key,
                    message: "\(entry.value.summary) is no factor; expected gCO2eq/kWh, at least 0, or 'ignore'")
            }
            guard factors.updateValue(factor, forKey: entry.key) == nil else {
                throw DocumentError(
                    file: path, line: entry.value.line, keyPath: entry.key, message: "the fuel is given twice")
            }
        }
        self.init(factors, scope: scope)
    }
}
