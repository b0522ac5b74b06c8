import LinearAlgebra

/// Per-channel constants that training data are centred and scaled by: (x − mean)/deviation.
public struct ChannelNormalization: Sendable, Hashable, Codable {
    public let means: [Float]
    public let deviations: [Float]

    /// - Precondition: one mean and one positive deviation per channel.
    public init(means: [Float], deviations: [Float]) {
        precondition(
            means.count == deviations.count && deviations.allSatisfy { $0 > 0 } && means.allSatisfy(\.isFinite),
            "normalization by \(means) and \(deviations)")
        (self.means, self.deviations) = (means, deviations)
    }

    /// The constants of a data set's own pixels, accumulated in Double; a channel without spread is only centred.
    public init(of dataset: Dataset) {
        let (channels, pixels) = (dataset.shape.channels, dataset.shape.height * dataset.shape.width)
        var sums = [Double](repeating: 0, count: channels)
        var squares = sums
        dataset.features.elements.withUnsafeBufferPointer { features in
            for row in 0..<dataset.count {
                for channel in 0..<channels {
                    let start = (row * channels + channel) * pixels
                    for i in start..<start + pixels {
                        sums[channel] += Double(features[i])
                        squares[channel] += Double(features[i]) * Double(features[i])
                    }
                }
            }
        }
        let count = Double(max(1, dataset.count * pixels))
        means = sums.map { Float($0 / count) }
        deviations = zip(sums, squares).map { sum, square in
            let variance = square / count - (sum / count) * (sum / count)
            return variance > 1e-12 ? Float(variance.squareRoot()) : 1
        }
    }
}

extension Dataset {
    /// The same examples with each channel centred and scaled.
    ///
    /// - Precondition: as many constants as channels.
    public func normalized(_ normalization: ChannelNormalization) -> Dataset {
        precondition(
            normalization.means.count == shape.channels,
            "\(normalization.means.count) constants for \(shape.channels) channels")
        let pixels = shape.height * shape.width
        var elements = features.elements
        elements.withUnsafeMutableBufferPointer { elements in
            for row in 0..<count {
                for channel in 0..<shape.channels {
                    let (mean, scale) = (normalization.means[channel], 1 / normalization.deviations[channel])
                    let start = (row * shape.channels + channel) * pixels
                    for i in start..<start + pixels { elements[i] = (elements[i] - mean) * scale }
                }
            }
        }
        return Dataset(
            name: name, features: Matrix(rows: count, columns: shape.count, elements: elements), labels: labels,
            shape: shape, classCount: classCount, targets: targets)
    }
}

extension DatasetSplit {
    /// Both parts, by the constants of the training part.
    public func normalized() -> DatasetSplit {
        let constants = ChannelNormalization(of: train)
        return DatasetSplit(train: train.normalized(constants), test: test.normalized(constants))
    }
}
