import Documents

/// Emission factors by fuel in gCO2eq/kWh, and fuels to leave out of both sums.
public struct FuelFactors: Sendable, Equatable {
    /// What a fuel adds.
    public enum Factor: Sendable, Equatable {
        case grams(Double)
        /// Neither its generation nor emissions count: storage, whose energy was counted when it was generated.
        case ignore
    }

    private let factors: [(fuel: String, key: String, factor: Factor)]

    /// - Precondition: factors are finite and at least 0.
    public init(_ factors: [String: Factor]) {
        self.factors = factors.sorted { $0.key < $1.key }.map { ($0.key, Self.key($0.key), $0.value) }
        for case (let fuel, _, .grams(let grams)) in self.factors {
            precondition(grams >= 0 && grams.isFinite, "a factor of \(grams) g/kWh for \(fuel)")
        }
    }

    /// The fuels' names, sorted.
    public var fuels: [String] { factors.map(\.fuel) }

    /// Factor of a column, whose name is compared without case, blanks, underscores and ENTSO-E's `- Actual Aggregated [MW]`.
    ///
    /// `nat_gas` and `natural gas` are `gas`. Nil if the table has no such fuel.
    public func factor(column: String) -> Factor? {
        let key = Self.key(column)
        return factors.first { $0.key == key }?.factor
    }

    public static func == (a: FuelFactors, b: FuelFactors) -> Bool {
        a.fuels == b.fuels && zip(a.factors, b.factors).allSatisfy { $0.factor == $1.factor }
    }

    static func key(_ name: String) -> String {
        let text = name.lowercased().replacing("- actual aggregated [mw]", with: "").replacing("(mw)", with: "")
            .replacing("[mw]", with: "").replacing("net generation", with: "").replacing(" from ", with: " ")
        let letters = String(text.filter { $0.isLetter || $0.isNumber })
        return letters == "natgas" || letters == "naturalgas" ? "gas" : letters
    }
}

extension FuelFactors {
    /// Reads a table of emission factors: a flat map of fuel to gCO2eq/kWh, or to `ignore` for storage.
    ///
    /// - Throws: `DocumentError` with the line of a doubled fuel, a negative number or another word.
    public init(contentsOf path: String) throws {
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
                default: nil
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
        self.init(factors)
    }
}
