import ArgumentParser
import BenchmarkKit
import Foundation

struct BenchTrainingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "training",
        abstract:
            "Training speed of the preset networks, as samples a second and as a fraction of the matrix product's peak.",
        discussion: """
            Every core trains a network of its own in batches of 32 (transformer: 8 texts of 128 tokens). The peak is a 2048×2048×2048 product on each core at \
            once, measured in the same run; operations per sample are counted analytically (forward and backward).

            Example: cafe bench training --model leaf-cnn --json
            """)

    @Option(help: "Only this one: \(TrainingBenchmark.Model.allCases.map(\.rawValue).joined(separator: ", ")).")
    var model: TrainingBenchmark.Model?
    @Option(help: "Cores to use (default: all).")
    var threads: Int?
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads \(threads): expected 1 at least") }
    }

    func run() throws {
        let benchmark = try TrainingBenchmark(
            model.map { [$0] } ?? TrainingBenchmark.Model.allCases,
            cores: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        if json {
            try printJSON(benchmark)
            return
        }
        print(String(format: "matrix product: %.1f GFLOP/s over %d cores", benchmark.peakGflops, benchmark.cores))
        print("model         samples/s   MFLOP/sample   of peak")
        for (name, result) in benchmark.models.sorted(by: { $0.key < $1.key }) {
            print(
                name.padding(toLength: 11, withPad: " ", startingAt: 0)
                    + String(
                        format: "%12.0f %14.2f %9.3f", result.samplesPerSecond, Double(result.flopsPerSample) * 1e-6,
                        result.fractionOfPeak))
        }
    }
}

extension TrainingBenchmark.Model: ExpressibleByArgument {}
