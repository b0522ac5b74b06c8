import Analysis
import ArgumentParser
import Documents
import Foundation
import RunStore

struct CertifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certify",
        abstract: "Bound what other sets could have reached on a run's recorded gradients and budget.",
        discussion: """
            Reads slots.csv of a finished run whose policy has a utility, solves every slot exactly at the price of carbon \
            that gives the lowest bound, and writes certificate.json into the run's folder, where `cafe compare` finds it. \
            The bound is over sequences of sets scored by the gradients that this run recorded; other sets would have \
            trained another model, with other gradients. Of a run that overspent it is over sequences that spend as much. \
            Of an experiment, every finished run whose policy has a utility and asked for gradients in each round is \
            certified.

            Examples:
              cafe certify Results/demo/reconstructed/seed-1
              cafe certify Results/demo
            """)

    @Argument(help: "Folders RESULTS/<experiment>/<method>/seed-<k>, or RESULTS/<experiment>.") var runs: [String]
    @Option(help: "Threads; the result does not depend on it.")
    var threads = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Print the certificates as JSON.") var json = false

    func validate() throws {
        guard 1...1024 ~= threads else { throw ValidationError("--threads \(threads): expected 1 to 1024") }
    }

    func run() throws {
        try cafe.certify(runs.flatMap(records(in:)), threads: threads) { run, certificate in
            if json {
                print(String(decoding: try certificate.jsonData(), as: UTF8.self), terminator: "")
                return
            }
            let proof = certificate.isExact ? "each slot solved with proof" : "some slots with a bound only"
            print(
                String(
                    format: "%@ seed %@: utility %.3f, no sets of %.4g g above %.3f on its gradients, gap %.2f %% (%@)",
                    run.manifest.method, "\(run.manifest.seed)", certificate.utility, certificate.boundGrams,
                    certificate.upperBound,
                    certificate.gapPercent, proof))
        }
    }

    /// The run of a run's folder, or the runs of an experiment that can be certified.
    private func records(in path: String) throws -> [RunRecord] {
        let run = RunDirectory(path: path)
        if FileManager.default.fileExists(atPath: run.manifest) { return [try RunRecord(run)] }
        let runs = try experimentRecords(in: path).flatMap { $0.methods.flatMap(\.completed) }
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
