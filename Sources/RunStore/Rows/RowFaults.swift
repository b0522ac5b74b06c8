import Documents

/// What a run never writes, so that a row that says it was edited or damaged.
extension RoundRow {
    public func fault(after previous: RoundRow?) -> CSVFault? {
        let expected = previous.map { $0.round + 1 } ?? 0
        guard round == expected else { return CSVFault("round", "\(round) where round \(expected) is expected") }
        guard 0...DocumentReader.largestInteger ~= selected else {
            return CSVFault("selected", "\(selected), expected a number of sites")
        }
        let quantities = [
            ("queue", queue), ("compute_g", computeGrams), ("probe_g", probeGrams), ("network_g", networkGrams),
            ("round_g", roundGrams), ("cumulative_g", cumulativeGrams), ("budget_g", budgetGrams),
        ]
        if let fault = negative(among: quantities) { return fault }
        if let testAccuracy, !(0...1 ~= testAccuracy) {
            return CSVFault("test_accuracy", "\(testAccuracy), expected 0 to 1")
        }
        return nil
    }
}

extension SiteRow {
    public func fault(after previous: SiteRow?) -> CSVFault? {
        guard (previous?.round ?? 0)...DocumentReader.largestInteger ~= round else {
            return CSVFault("round", "\(round) after round \(previous?.round ?? 0)")
        }
        // Sums over all rows of a run stay whole numbers of 64 bits.
        guard 0...1 << 40 ~= samples else { return CSVFault("samples", "\(samples), expected a number of examples") }
        return negative(among: [
            ("intensity_g_per_kwh", intensityGramsPerKWh), ("energy_kwh", energyKWh), ("compute_g", computeGrams),
            ("probe_g", probeGrams), ("network_g", networkGrams),
        ])
    }
}

extension SlotRow {
    public func fault(after previous: SlotRow?) -> CSVFault? {
        let last = previous?.round ?? 0
        guard last...DocumentReader.largestInteger ~= round else {
            return CSVFault("round", "\(round), expected \(last) or later")
        }
        return negative(among: [("footprint_g", footprintGrams ?? 0), ("share", share ?? 0)])
    }
}

private func negative(among quantities: [(column: String, value: Double)]) -> CSVFault? {
    quantities.first { $0.value < 0 }.map { CSVFault($0.column, "\($0.value), expected 0 or more") }
}
