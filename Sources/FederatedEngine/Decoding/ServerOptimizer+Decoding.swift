import Documents

extension ServerOptimizer {
    package init(_ reader: DocumentReader) throws {
        switch try reader.kind(among: ["averaging", "momentum", "adam"], default: "averaging") {
        case "momentum":
            self.init(
                .momentum(
                    momentum: Float(try reader.number("momentum", .within(0...0.9999), default: 0.9)),
                    learningRate: Float(try reader.singlePrecision("learningRate", .positive, default: 1))))
        case "adam":
            self.init(
                .adam(
                    firstDecay: Float(try reader.number("firstDecay", .within(0...0.9999), default: 0.9)),
                    secondDecay: Float(try reader.number("secondDecay", .within(0...0.9999), default: 0.99)),
                    learningRate: Float(try reader.singlePrecision("learningRate", .positive, default: 0.01)),
                    adaptivity: Float(try reader.singlePrecision("adaptivity", .positive, default: 0.001))))
        default:
            self.init(.averaging)
        }
    }
}
