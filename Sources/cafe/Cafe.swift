import ArgumentParser
import Documents
import Foundation
import LinearAlgebra
import RunStore

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
        version: RunEnvironment.packageVersion,
        subcommands: [
            RunCommand.self,
            ControlCommand.self,
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
            ColumnsCommand.self,
            DoctorCommand.self,
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
            try suggestSubcommand()
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

    /// The parser would call a misspelt command an unexpected argument.
    private static func suggestSubcommand() throws {
        var command: any ParsableCommand.Type = Cafe.self
        for word in CommandLine.arguments.dropFirst() {
            let subcommands = command.configuration.subcommands
            guard !subcommands.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
            guard let next = subcommands.first(where: { $0._commandName == word }) else {
                let shown = subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
                throw UnknownWord(word, "command", among: shown)
            }
            command = next
        }
    }
}
