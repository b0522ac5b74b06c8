import Analysis
import ArgumentParser
import Foundation
import Presentation

struct GridCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grid",
        abstract: "Hold one method against all others over the cells of a league, as Markdown.",
        discussion: """
            Every experiment in a folder is a cell: mean test accuracy over the last tenth of the rounds, in per cent, \
            ± standard error over the seeds that all methods have finished. The subject is behind in a cell if any rival \
            is ahead of it, ahead if it is ahead of every rival, else level: paired t tests over seeds with Holm's \
            correction over the rivals. Its regret is how far its mean lies below the best.

            --figures draws how far each method lies below the best over all cells.

            Example: cafe grid Results/league-digits Results/league-fashion --figures Results/figures
            """)

    @Argument(help: "The folders that hold the experiments.") var folders: [String]
    @Option(help: "The method that is held against the others.") var subject = "cafe-ours"
    @Option(help: "The other methods, separated by commas; by default all that do not know the future.")
    var rivals: CommaSeparated<String>?
    @OptionGroup var drawing: DrawingOptions

    func run() throws {
        let grid = try GridComparison(folders, subject: subject, rivals: rivals?.values)
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
                    } + [cell.best, Self.text(cell.difference, sign: true) + " \(cell.standing.rawValue)"])
            grams.append(
                [cell.name] + methods.map { cell.gramsToLevel[$0].map { String(format: "%.3g", $0) } ?? "–" })
        }
        print(accuracy.markdown)
        print(
            "Grams until a run first reached 95 % of the best mean of its cell, mean over seeds; – if one never did:\n")
        print(grams.markdown)
        let (fewest, most) = (grid.cells.map(\.seeds).min() ?? 0, grid.cells.map(\.seeds).max() ?? 0)
        print(
            """
            \(subject): ahead in \(grid.count(.ahead)), level in \(grid.count(.level)) and behind in \
            \(grid.count(.behind)) of \(grid.cells.count) cells; mean regret \
            \(String(format: "%.2f", 100 * grid.meanRegret)) points; \
            \(fewest == most ? "\(most)" : "\(fewest) to \(most)") seeds a cell.
            Its lowest seed lies at most \(String(format: "%.1f", 100 * grid.depthOfWorstSeed)) points below its mean.
            """)
        if let ratio = grid.medianGramsRatio {
            print(
                "Its grams to 95 % of the best are \(String(format: "%.2f", ratio)) times those of the thriftiest rival, "
                    + "the median over cells.")
        }
        if let worst = grid.worst {
            print(
                "Smallest margin: \(Self.text(worst.difference, sign: true)) points to \(worst.rival) in \(worst.name)."
            )
        }
        try drawing.draw(LeagueFigure.kind) { LeagueFigure().draw(grid, on: $0) }
    }

    private static func text(_ value: SampleStatistics, sign: Bool = false) -> String {
        String(format: sign ? "%+.1f" : "%.1f", 100 * value.mean)
            + (value.standardError.map { String(format: " ± %.1f", 100 * $0) } ?? "")
    }
}
