import Documents

extension UtilityKind {
    package init(_ reader: DocumentReader) throws {
        let kinds = ["facilityLocation", "kCenter", "gradientMatching", "expectedDescent"]
        self =
            switch try reader.kind(among: kinds, default: "facilityLocation") {
            case "kCenter": .kCenter
            case "gradientMatching": .gradientMatching(ridge: try reader.number("ridge", .atLeast(0), default: 0))
            case "expectedDescent":
                .expectedDescent(curvature: try reader.number("curvature", .within(1...1.999), default: 1))
            default: .facilityLocation
            }
    }
}
