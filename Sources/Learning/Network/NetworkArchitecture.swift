/// The layers between the input and the logits.
///
/// `Network` appends the last layer itself: a linear one to the number of classes, after flattening if need be. An empty
/// list is softmax regression.
public struct NetworkArchitecture: Sendable, Hashable, Codable {
    /// In messages and manifests, for example `lenet5`.
    public let name: String
    public let layers: [Layer]

    public init(name: String, layers: [Layer]) {
        (self.name, self.layers) = (name, layers)
    }

    /// Multinomial logistic regression.
    public static let softmaxRegression = NetworkArchitecture(name: "softmax-regression", layers: [])

    /// Linear layers of the given widths, each followed by ReLU.
    public static func multilayerPerceptron(hidden: [Int]) -> NetworkArchitecture {
        NetworkArchitecture(
            name: hidden.isEmpty ? "mlp" : "mlp-" + hidden.map(String.init).joined(separator: "-"),
            layers: [.flatten] + hidden.flatMap { [.linear(outputs: $0), .relu] })
    }
}
