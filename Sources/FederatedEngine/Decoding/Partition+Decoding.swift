import Documents

extension Partition {
    package init(_ reader: DocumentReader) throws {
        let kinds = ["iid", "dirichlet", "shards", "quantitySkew", "carbonCorrelated"]
        self =
            switch try reader.kind(among: kinds) {
            case "dirichlet": .dirichlet(alpha: try reader.number("alpha", .positive))
            case "shards": .shards(perSite: try reader.integer("perSite", in: 1...1_000_000))
            case "quantitySkew": .quantitySkew(alpha: try reader.number("alpha", .positive))
            // A spread beyond these is the same as at them: one site a class, or all sites alike.
            case "carbonCorrelated":
                .carbonCorrelated(spread: try reader.number("spread", .within(0.0001...1_000_000), default: 0.15))
            default: .iid
            }
    }
}
