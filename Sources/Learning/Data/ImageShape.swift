/// Shape of one example: channels × height × width. A plain feature vector of length d is 1×1×d.
public struct ImageShape: Sendable, Hashable, Codable, CustomStringConvertible {
    public let channels: Int
    public let height: Int
    public let width: Int

    /// - Precondition: all three are at least 1.
    public init(channels: Int, height: Int, width: Int) {
        precondition(channels >= 1 && height >= 1 && width >= 1, "an example of \(channels)×\(height)×\(width)")
        (self.channels, self.height, self.width) = (channels, height, width)
    }

    /// Numbers per example.
    public var count: Int { channels * height * width }

    public var description: String { "\(channels)×\(height)×\(width)" }
}
