import ArgumentParser
import Documents
import Foundation
import LinearAlgebra

@main
struct Cafe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cafe",
        abstract: "Carbon-aware federated learning in geographically distributed data centers.",
        discussion: """
            Examples:
              cafe run Experiments/quickstart/experiment.yaml
              cafe compare Results/quickstart
            """,
        subcommands: [
            RunCommand.self,
            ReproduceCommand.self,
            SweepCommand.self,
            CompareCommand.self,
            DiffCommand.self,
            CheckCommand.self,
            GridCommand.self,
            CertifyCommand.self,
            ReplayCommand.self,
            FigureCommand.self,
            ReportCommand.self,
            RunsCommand.self,
            WatchCommand.self,
            ExportCommand.self,
            ListCommand.self,
            ValidateCommand.self,
            PlanCommand.self,
            CarbonCommand.self,
            CoresetCommand.self,
            SelectCommand.self,
            DataCommand.self,
            BenchCommand.self,
        ])

    static func main() async {
        Interruption.endAtOnce()
        StandardStreams.guardResults()
        if let shortage = ProcessLimits.shortage {
            printError("Error: \(shortage)")
            // Not exit(): it waits for the threads of OpenBLAS, which wait for memory.
            _exit(1)
        }
        _ = BLASRuntime.useOneThreadPerCall
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: AdvisedError(error) ?? error)
        }
    }
}
