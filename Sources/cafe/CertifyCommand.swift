import Analysis
import ArgumentParser
import Documents
import Foundation
import Reproducibility
import RunStore

struct CertifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certify",
        abstract: "Bound what any policy could have reached on a run's slots and budget.",
        discussion: """
            Reads slots.csv of a finished run whose policy has a utility, solves every slot exactly at the price of carbon \
            that gives the lowest bound, and writes certificate.json into the run's folder, where `cafe compare` finds it. \
            Of an experiment, every finished run whose policy has a utility and asked for gradients in each round is \
            certified.

            Examples:
              cafe certify Results/quickstart/cafe/seed-1
              cafe certify Results/quickstart
            """)

    @Argument(help: "Folders RESULTS/<experiment>/<method>/seed-<k>, or RESULTS/<experiment>.") var runs: [String]
    @Option(help: "Threads; the result does not depend on it.")
    var threads = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print the certificates as JSON.") var json = false

    func validate() throws {
        guard threads >= 1 else { throw ValidationError("--threads \(threads): expected 1 or more") }
    }

    func run() throws {
        let pool = WorkerPool(workers: threads)
        for run in try runs.flatMap(records(in:)) {
            let certificate = try RunCertificate(run, pool: pool)
            try certificate.write(to: run.directory.certificate)
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

    /// The run of a run's folder, or the runs of an experiment that can be certified.
    private func records(in path: String) throws -> [RunRecord] {
        let run = RunDirectory(path: path)
        if FileManager.default.fileExists(atPath: run.manifest) { return [try RunRecord(run)] }
        let runs = try ExperimentRecord.all(in: path).flatMap { $0.methods.flatMap(\.completed) }
            .filter(RunCertificate.coversWhole)
        guard !runs.isEmpty else {
            throw DocumentError(
                file: path,
                message: "no finished run has a policy with a utility and slots.csv for every round; "
                    + "`recordGradients: true` keeps that for more than 32 sites")
        }
        return runs
    }
}
