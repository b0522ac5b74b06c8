import Documents

/// Random crops and flips of training images.
public struct ImageAugmentation: Sendable, Hashable, Codable {
    /// The image moves by −cropPadding…cropPadding pixels each way, zeros come in; 0 leaves it in place. 4 is usual for
    /// CIFAR.
    public var cropPadding: Int
    /// Mirrors left and right with probability ½.
    public var flips: Bool

    /// - Precondition: `cropPadding` ≥ 0.
    public init(cropPadding: Int = 4, flips: Bool = true) {
        precondition(cropPadding >= 0, "crop padding \(cropPadding)")
        (self.cropPadding, self.flips) = (cropPadding, flips)
    }

    package init(_ reader: DocumentReader) throws {
        self.init(
            cropPadding: try reader.integer(
                "cropPadding", in: 0...1000, default: 4, help: "largest shift each way, pixels; zeros come in"),
            flips: try reader.bool("flips", default: true, help: "mirrors left and right with probability ½"))
    }

    /// Changes one image (height × width × channels) in place by way of `copy`, which is as large.
    func apply(
        to image: UnsafeMutablePointer<Float>, shape: ImageShape, copy: UnsafeMutablePointer<Float>,
        using rng: inout some RandomNumberGenerator
    ) {
        let down = cropPadding > 0 ? Int.random(in: -cropPadding...cropPadding, using: &rng) : 0
        let right = cropPadding > 0 ? Int.random(in: -cropPadding...cropPadding, using: &rng) : 0
        let mirrored = flips && Bool.random(using: &rng)
        guard down != 0 || right != 0 || mirrored else { return }
        let channels = shape.channels
        copy.update(from: image, count: shape.count)
        for y in 0..<shape.height {
            for x in 0..<shape.width {
                let target = image + (y * shape.width + x) * channels
                let fromY = y - down
                let fromX = (mirrored ? shape.width - 1 - x : x) - right
                if 0..<shape.height ~= fromY && 0..<shape.width ~= fromX {
                    target.update(from: copy + (fromY * shape.width + fromX) * channels, count: channels)
                } else {
                    target.update(repeating: 0, count: channels)
                }
            }
        }
    }
}
