import Foundation
import Learning
import LinearAlgebra
import Reproducibility

/// How fast this machine trains, against how fast it multiplies matrices.
public struct TrainingBenchmark: Sendable, Encodable {
    /// Networks with a preset that are measured, by their name on the command line.
    public enum Model: String, Sendable, CaseIterable {
        case mlp
        case leafCNN = "leaf-cnn"
        case lenet5
        case resnet8
        case resnet14
        case transformer

        /// Examples of a step; those of text are long.
        fileprivate var batchSize: Int { self == .transformer ? 8 : 32 }

        var network: Network {
            get throws {
                let grey = ImageShape(channels: 1, height: 28, width: 28)
                let colour = ImageShape(channels: 3, height: 32, width: 32)
                return switch self {
                case .mlp: try Network(.multilayerPerceptron(hidden: [200, 200]), input: grey, classes: 10)
                case .leafCNN: try Network(.leafCNN, input: grey, classes: 10)
                case .lenet5: try Network(.lenet5, input: grey, classes: 10)
                case .resnet8: try Network(.resnet8, input: colour, classes: 10)
                case .resnet14: try Network(.resnet14, input: colour, classes: 10)
                case .transformer:
                    try Network(
                        .transformer(layers: 4, width: 256, heads: 8, context: 128),
                        input: ImageShape(channels: 1, height: 1, width: 128), classes: 256, predictions: 128)
                }
            }
        }
    }

    public struct Result: Sendable, Encodable {
        /// Over all cores, each training a network of its own.
        public let samplesPerSecond: Double
        /// Analytic: `Network.trainingFLOPsPerSample`.
        public let flopsPerSample: Int
        /// samplesPerSecond · flopsPerSample / peak.
        public let fractionOfPeak: Double
        /// On one core; nil for images.
        public let tokensPerSecond: Double?

        enum CodingKeys: String, CodingKey {
            case tokensPerSecond = "tokens_per_second_per_core"
            case samplesPerSecond = "samples_per_second"
            case flopsPerSample = "flops_per_sample"
            case fractionOfPeak = "fraction_of_peak"
        }
    }

    /// 2048×2048×2048 products, one on each core at once, summed over the cores.
    public let peakGflops: Double
    public let cores: Int
    /// By model name.
    public private(set) var models: [String: Result]

    enum CodingKeys: String, CodingKey {
        case peakGflops = "peak_gflops"
        case cores, models
    }

    /// Measures; takes about three seconds a model.
    ///
    /// Each number is the median of five pieces of about 0.4 s, after one that does not count.
    /// - Parameter cores: at least 1.
    public init(_ models: [Model] = Model.allCases, cores: Int) throws {
        let pool = WorkerPool(workers: cores)
        self.cores = cores
        self.models = [:]
        peakGflops = Self.peak(pool)
        for model in models {
            let network = try model.network
            let rate = Self.samplesPerSecond(network, pool, batchSize: model.batchSize)
            self.models[model.rawValue] = Result(
                samplesPerSecond: rate, flopsPerSample: network.trainingFLOPsPerSample,
                fractionOfPeak: rate * Double(network.trainingFLOPsPerSample) / (peakGflops * 1e9),
                tokensPerSecond: network.predictions > 1 ? rate * Double(network.predictions) / Double(cores) : nil)
        }
    }

    private static func peak(_ pool: WorkerPool) -> Double {
        let n = 2048
        let a = Matrix(rows: n, columns: n, repeating: 0.5)
        let products = (0..<pool.workers).map { _ in UnsafeMutableBufferPointer<Float>.allocate(capacity: n * n) }
        defer { for product in products { product.deallocate() } }
        nonisolated(unsafe) let buffers = products
        for buffer in buffers { buffer.initialize(repeating: 0) }
        let rate = median(of: pool) { worker, repeats in
            for _ in 0..<repeats {
                a.withView { a in
                    multiply(a, .normal, a, into: MutableMatrixView(buffers[worker], rows: n, columns: n))
                }
            }
        }
        return rate * 2 * Double(n) * Double(n) * Double(n) * 1e-9
    }

    private static func samplesPerSecond(_ network: Network, _ pool: WorkerPool, batchSize: Int) -> Double {
        let count = 2048
        var stream = RandomStream(seed: 1, "training benchmark")
        let isText = network.predictions > 1
        func label() -> Int32 { Int32.random(in: 0..<Int32(network.classes), using: &stream) }
        let features = (0..<count * network.input.count).map { _ in isText ? Float(label()) : Float(stream.uniform()) }
        let targets = PredictionTargets(
            (0..<count * network.predictions).map { _ in label() }, perExample: network.predictions,
            classCount: network.classes)
        let dataset = Dataset(
            name: "noise", features: Matrix(rows: count, columns: network.input.count, elements: features),
            labels: (0..<count).map { targets[$0, 0] }.map { Int32($0 ?? 0) }, shape: network.input,
            classCount: network.classes, targets: targets)
        nonisolated(unsafe) let workspaces = (0..<pool.workers).map { _ in
            NetworkWorkspace(for: network, batchCapacity: batchSize)
        }
        let start = network.initialParameters(seed: 1)
        let rate = median(of: pool) { worker, repeats in
            var parameters = start
            var rng = RandomStream(seed: 1, "minibatch", worker)
            _ = network.train(
                &parameters, on: dataset, rows: Array(0..<count),
                settings: LocalTraining(batchSize: batchSize, effort: .steps(repeats)), learningRate: 0.01, using: &rng,
                in: workspaces[worker])
        }
        return rate * Double(batchSize)
    }

    /// Repeats a second, over all workers.
    private static func median(of pool: WorkerPool, _ work: @Sendable (_ worker: Int, _ repeats: Int) -> Void) -> Double
    {
        func seconds(_ repeats: Int) -> Double {
            let clock = ContinuousClock()
            let time = clock.measure { pool.forEach(pool.workers) { worker, _ in work(worker, repeats) } }
            return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        }
        var repeats = 1
        while repeats < 1 << 20 {
            let time = seconds(repeats)
            if time > 0.1 {
                repeats = max(1, Int(saturating: (0.4 / time * Double(repeats)).rounded()))
                break
            }
            repeats *= 4
        }
        let rates = (0..<5).map { _ in Double(repeats * pool.workers) / seconds(repeats) }
        return rates.sorted()[2]
    }
}
