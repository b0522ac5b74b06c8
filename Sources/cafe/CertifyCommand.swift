import ArgumentParser
import ExperimentKit
import Foundation
import LinearAlgebra

struct CertifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certify",
        abstract: "Bound what any policy could have reached on a run's slots and budget.",
        discussion: """
            Reads slots.csv of a finished run whose policy has a utility, solves every slot exactly at the price of carbon \
            that gives the lowest bound, and writes certificate.json into the run's folder.

            Example: cafe certify Results/quickstart/cafe/seed-1
            """)

    @Argument(help: "Folders RESULTS/<experiment>/<method>/seed-<k>.") var runs: [String]
    @Option(help: "Threads; the result does not depend on it.")
    var threads = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print the certificates as JSON.") var json = false

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads): expected 1 or more") }
    }

    func run() throws {
        for path in runs {
            let run = try RunRecord(RunDirectory(path: path))
            let certificate = try RunCertificate(run, pool: WorkerPool(workers: threads))
            try certificate.write(to: "\(path)/certificate.json")
            if json {
                print(String(decoding: try certificate.jsonData(), as: UTF8.self), terminator: "")
                continue
            }
            let proof = certificate.isExact ? "each slot solved with proof" : "some slots with a bound only"
            print(
                String(
                    format: "%@ seed %d: utility %.3f, no policy above %.3f, gap %.2f %% (%@)", run.manifest.method,
                    Int(run.manifest.seed), certificate.utility, certificate.upperBound, certificate.gapPercent, proof))
        }
    }
}
