import Analysis
import ArgumentParser
import Foundation
import LinearAlgebra
import Presentation

struct GridCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grid",
        abstract: "Hold one method against all others over the cells of a benchmark grid, as Markdown.",
        discussion: """
            Every experiment in the folder is a cell: mean test accuracy over the last tenth of the rounds, in per cent, \
            ± standard error over the seeds that all methods have finished. The subject wins a cell with the largest \
            mean and is level within one standard error of its paired difference to the best other method.

            Example: cafe grid Results/benchmark-grid --subject cafe --rivals full,random-k,budgeted-random
            """)

    @Argument(help: "The folder that holds the experiments.") var folder: String
    @Option(help: "The method that is held against the others.") var subject = "cafe"
    @Option(help: "The other methods, separated by commas; all by default.") var rivals: CommaSeparated<String>?

    func run() throws {
        let grid = try GridComparison(folder, subject: subject, rivals: rivals?.values)
        let methods = grid.cells[0].statistics.map(\.method)
        var accuracy = TextTable(
            [.init("cell", .left)] + methods.map { .init($0) } + [
                .init("best", .left), .init("\(subject) − best other"),
            ])
        var grams = TextTable([.init("cell", .left)] + methods.map { .init($0) })
        for cell in grid.cells {
            accuracy.append(
                [cell.name]
                    + methods.map { method in
                        cell.statistics.first { $0.method == method }.map { Self.text($0.value) } ?? ""
                    } + [cell.best, Self.text(cell.difference, sign: true) + (cell.isLevel ? "" : " (behind)")])
            grams.append(
                [cell.name] + methods.map { cell.gramsToLevel[$0].map { String(format: "%.3g", $0) } ?? "–" })
        }
        let wins = grid.cells.count(where: \.isWin)
        let level = grid.cells.count(where: \.isLevel)
        print(accuracy.markdown)
        print(
            "Grams until a run first reached 95 % of the best mean of its cell, mean over seeds; – if one never did:\n")
        print(grams.markdown)
        let (fewest, most) = (grid.cells.map(\.seeds).min() ?? 0, grid.cells.map(\.seeds).max() ?? 0)
        print(
            """
            \(subject): best in \(wins) of \(grid.cells.count) cells, best or within one standard error in \(level) \
            (\(String(format: "%.0f", 100 * grid.levelShare)) %); \
            \(fewest == most ? "\(most)" : "\(fewest) to \(most)") seeds a cell.
            """)
        if let worst = grid.worst {
            print(
                "Smallest margin: \(Self.text(worst.difference, sign: true)) points to \(worst.rival) in \(worst.name)."
            )
        }
    }

    private static func text(_ value: SampleStatistics, sign: Bool = false) -> String {
        String(format: sign ? "%+.1f" : "%.1f", 100 * value.mean)
            + (value.standardError.map { String(format: " ± %.1f", 100 * $0) } ?? "")
    }
}
