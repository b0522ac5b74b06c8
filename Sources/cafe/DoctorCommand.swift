import ArgumentParser
import Documents
import Foundation
import Learning
import LinearAlgebra
import Presentation
import RunStore

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what is installed, which BLAS and kernels run, what is missing and how to get it.",
        discussion: """
            Exits with 1 if something is missing that figures or the shipped experiments need.

            Example: cafe doctor
            """)

    func run() throws {
        let environment = RunEnvironment(threads: 1)
        let dirty = environment.isDirty == true ? ", with uncommitted changes" : ""
        var missing = 0
        func say(_ what: String, _ found: String) {
            print(what.padding(toLength: 18, withPad: " ", startingAt: 0) + found)
        }
        func lack(_ what: String, _ advice: String) {
            missing += 1
            say(what, "missing: \(advice)")
        }
        say("cafe", environment.cafeVersion + (environment.commit.map { ", commit \($0.prefix(12))\(dirty)" } ?? ""))
        say("program", OwnProgram.path)
        say("Swift", environment.swiftVersion)
        say("OpenBLAS", environment.openBLASConfiguration)
        say("kernels", "\(environment.openBLASCore); OPENBLAS_CORETYPE chooses others")
        if let slower = BLASRuntime.slowerKernels { say("", slower) }
        say("system", "\(environment.operatingSystem), \(environment.processorCount) cores")
        if let gnuplot = ExternalProgram("gnuplot"), let version = try? gnuplot.run(["--version"]) {
            say("gnuplot", version.trimmingCharacters(in: .whitespacesAndNewlines))
        } else {
            lack("gnuplot", "figures need it (Debian, Ubuntu: apt install gnuplot-nox; macOS: brew install gnuplot)")
        }
        for kind in dataSources.standalone {
            let source = try dataSources.source(at: kind)
            if source.files.isEmpty {
                let isNeeded = kind == DigitsSource.kind
                let advice: String? =
                    switch kind {
                    case DigitsSource.kind: "it comes with the repository; run from a clone, or `make install`"
                    case FashionMNISTSource.kind: "`apt install dataset-fashion-mnist`, for Experiments/demo"
                    default: source.archive.map { _ in "`cafe data fetch \(kind)`, for the experiments on it" }
                    }
                // What is made from a seed has no files to miss.
                guard let advice else { continue }
                if isNeeded { lack(kind, advice) } else { say(kind, "not here: \(advice)") }
            } else {
                say(kind, URL(filePath: source.files[0]).deletingLastPathComponent().path)
            }
        }
        say("git", ExternalProgram("git")?.path ?? "not here: manifests then name no commit")
        #if MPI
            say("MPI", "built in")
        #else
            say("MPI", "not built in; `make mpi` builds a cafe for mpirun")
        #endif
        if missing > 0 { throw ExitCode.failure }
    }
}
