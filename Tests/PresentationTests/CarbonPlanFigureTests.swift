import Experiments
import Foundation
import Presentation
import Testing

@Suite struct CarbonPlanFigureTests {
    static func plan() throws -> CarbonPlan {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Experiments/quickstart/experiment.yaml").standardized
        let experiment = try Experiment(
            contentsOf: file.path(percentEncoded: false), assignments: ["rounds=24", "seeds=[1]"])
        return try CarbonPlan(try PreparedExperiment(experiment))
    }

    @Test func tablesAndFiguresHoldThePlan() throws {
        let plan = try Self.plan()
        let tables = CarbonPlanTables(plan)
        #expect(tables.spending.rows.count == plan.sites.count + 3 && tables.budgets.rows.map(\.[0])[1] == "25 %")
        #expect(tables.spending.columns.map(\.title).suffix(2) == ["random-k, g", "lowest-intensity, g"])
        #expect(tables.remarks.last?.hasSuffix("losses: cafe") == true && tables.head.contains("24 rounds"))
        let starts = PlanStartsFigure().draw(plan, on: FigureSheet("starts"))
        #expect(starts.blocks.map(\.rows.count) == [plan.starts.count, 2, 1])
        let sites = PlanSitesFigure().draw(plan, on: FigureSheet("sites"))
        #expect(sites.blocks[0].columns == ["row", "full participation", "random-k", "lowest-intensity"])
        #expect(sites.blocks[0].rows.count == 10)
    }

    @Test(.enabled(if: hasGnuplot)) func gnuplotDrawsThem() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let plan = try Self.plan()
        for kind in figures.all((any PlanFigure).self) {
            let paths = try FigureWriter(folder: folder, formats: [.svg]).write(
                kind.draw(plan, on: FigureSheet(kind.kind)))
            #expect(try String(contentsOfFile: paths[0], encoding: .utf8).contains("</svg>"))
        }
    }
}
