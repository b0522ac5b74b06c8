import ArgumentParser
import BenchmarkKit
import Coresets
import Foundation
import LinearAlgebra
import Reproducibility

struct CoresetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coreset",
        abstract: "Select k examples that stand for all, with weights.",
        discussion: """
            kCenter covers the rows with the smallest radius (greedy, at most twice the optimum), weights count the rows \
            nearest to each. facilityLocation (CRAIG) lowers the sum of distances to the nearest, weights sum to n. \
            gradientMatching takes rows for gradients and matches their mean with non-negative weights.

            --json gives indices in selection order, weights, the objective after each step (the covering radius; \
            Σ_j max_i (d_max − d_ij); the relative residual), seconds without reading files, and peak_bytes of the \
            process. With --per-class a class comes after another, each with its own objective.

            Example: cafe coreset kCenter --features X.npy --k 200 --json
            """)

    enum Objective: String, ExpressibleByArgument, CaseIterable {
        case kCenter
        case facilityLocation
        case gradientMatching
    }

    @Argument(help: "The objective.") var method: Objective
    @Option(help: "The rows: a .npy file, n×d.", completion: .file(extensions: ["npy"])) var features: String
    @Option(help: "Classes of the rows: a .npy file of n integers.", completion: .file(extensions: ["npy"]))
    var labels: String?
    @Option(help: "How many rows to select.") var k: Int
    @Flag(help: "Select in every class in proportion to its size; needs --labels.") var perClass = false
    @Option(help: "Start k-center at a row drawn with this seed; otherwise at the first.") var seed: UInt64?
    @Option(help: "Gradient matching's λ, in units of the rows' mean squared norm.") var ridge = 0.0
    @Option(help: ArgumentHelp("Facility location stores distances up to this size.", valueName: "MiB"))
    var memory = 1024
    @Option(help: "Threads; the result does not depend on it.")
    var threads = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard k >= 1 else { throw ValidationError("--k \(k): expected 1 or more") }
        guard 1...1024 ~= threads else { throw ValidationError("--threads \(threads): expected 1 to 1024") }
        guard 0...1_048_576 ~= memory else { throw ValidationError("--memory \(memory): expected 0 to 1048576") }
        guard ridge >= 0, ridge.isFinite else { throw ValidationError("--ridge \(ridge): expected 0 or more") }
        guard perClass == (labels != nil) else {
            throw ValidationError("--per-class and --labels go together")
        }
    }

    func run() throws {
        let rows = try NPYFile(contentsOf: features).matrix()
        let classes = try labels.map { path in
            let classes = try NPYFile(contentsOf: path).integers()
            guard classes.count == rows.rows else {
                throw InputError("\(path): \(classes.count) labels; \(features) has \(rows.rows) rows")
            }
            return classes
        }
        // Distances are squares of differences in Float: twice the largest entry, squared, d times.
        let largest = rows.elements.reduce(Float(0)) { max($0, abs($1)) }
        guard (4 * Float(max(1, rows.columns)) * largest * largest * Float(max(1, rows.rows))).isFinite else {
            throw InputError(
                "\(features): entries up to \(largest) overflow squared distances in 32-bit numbers; scale the rows down"
            )
        }
        // λ is this much times the mean squared norm, and is added to products of rows.
        guard (ridge * Double(max(1, rows.columns)) * Double(largest) * Double(largest)).isFinite else {
            throw InputError("--ridge \(ridge): overflows with entries up to \(largest)")
        }
        guard k <= rows.rows else {
            throw InputError("--k \(k): \(features) has \(rows.rows) rows; expected at most that")
        }
        let pool = WorkerPool(workers: threads)
        let clock = ContinuousClock()
        let start = clock.now
        let coreset = rows.withView { view in
            guard let classes else { return select(view, k, pool) }
            return coresetByClass(
                of: view, labels: classes, count: k, scale: { method == .gradientMatching ? $0 : 1 }
            ) { select($0, $1, pool) }
        }
        let report = Report(
            indices: coreset.indices, weights: coreset.weights, objective: coreset.objective,
            seconds: (clock.now - start) / .seconds(1), peakBytes: peakResidentBytes())
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            print(String(decoding: try encoder.encode(report), as: UTF8.self))
        } else {
            print("step    row        weight      objective")
            for step in report.indices.indices {
                print(
                    String(
                        format: "%4d %7d %12.6g %14.7g", step + 1, report.indices[step], report.weights[step],
                        report.objective[step]))
            }
            printError(String(format: "%.3f s, %.0f MiB", report.seconds, Double(report.peakBytes) / 1_048_576))
        }
    }

    private func select(_ rows: MatrixView, _ count: Int, _ pool: WorkerPool) -> Coreset {
        switch method {
        case .kCenter:
            var rng = RandomStream(seed: seed ?? 0, "first center", rows.rows)
            let first = seed == nil || rows.rows == 0 ? 0 : Int.random(in: 0..<rows.rows, using: &rng)
            return kCenterCoreset(of: rows, count: count, first: first, pool: pool)
        case .facilityLocation:
            return facilityLocationCoreset(of: rows, count: count, memoryLimitBytes: memory << 20, pool: pool)
        case .gradientMatching:
            return gradientMatchingCoreset(of: rows, count: count, ridge: ridge, pool: pool)
        }
    }

    private struct Report: Encodable {
        let indices: [Int]
        let weights: [Double]
        let objective: [Double]
        let seconds: Double
        let peakBytes: Int

        enum CodingKeys: String, CodingKey {
            case indices, weights, objective, seconds
            case peakBytes = "peak_bytes"
        }
    }
}
