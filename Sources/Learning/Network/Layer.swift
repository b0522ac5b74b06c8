/// One layer of a network, without the shapes, which follow from what comes before it.
public indirect enum Layer: Sendable, Hashable, Codable {
    /// y = x·W + b on a flat vector. `outputs` ≥ 1.
    case linear(outputs: Int)
    /// Square convolution (cross-correlation, as in PyTorch): `outputs` channels, `kernel`×`kernel`, zero padding.
    case convolution(outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, bias: Bool = true)
    /// max(x, 0); the derivative at 0 is 0.
    case relu
    /// Largest of each `size`×`size` window, windows side by side; what does not fill a window at the edge is left out.
    case maxPool(size: Int)
    /// Mean over height and width of each channel.
    case globalAveragePool
    /// Normalization over groups of channels (Wu and He 2018) with a scale and a shift per channel.
    case groupNorm(groups: Int, epsilon: Float = 1e-5)
    /// An image as a flat vector; within it height, then width, then channel (fastest).
    case flatten
    /// relu(x' + groupNorm(conv3×3(relu(groupNorm(conv3×3(x)))))), where x' is x, or a strided 1×1 convolution of x if
    /// the shape changes; convolutions without bias (He et al. 2016, with group in place of batch normalization).
    case residual(outputs: Int, stride: Int = 1, groups: Int)

    /// Name in messages and parameter blocks, for example `convolution`.
    public var kind: String {
        switch self {
        case .linear: "linear"
        case .convolution: "convolution"
        case .relu: "relu"
        case .maxPool: "maxPool"
        case .globalAveragePool: "globalAveragePool"
        case .groupNorm: "groupNorm"
        case .flatten: "flatten"
        case .residual: "residual"
        }
    }
}
