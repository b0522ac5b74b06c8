import Documents

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
                    file: path, line: entry.value.line, keyPath: entry.key, message: "the fuel stands twice")
            }
        }
        self.init(factors)
    }
}
