import Analysis
import Documents
import Foundation
import RunStore
import TestSupport
import Testing

@Suite struct RunExportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func records() throws -> [ExperimentRecord] {
        for (alpha, seed) in [("0.1", 1), ("0.5", 1), ("0.5", 2)] {
            let directory = RunDirectory(
                results: folder.path, experiment: "demo/alpha=\(alpha)", method: "cafe", seed: UInt64(seed))
            var manifest = RunManifest.synthetic(
                "cafe", index: 0, seed: UInt64(seed), status: seed == 1 ? .completed : .running)
            manifest.experiment = "demo/alpha=\(alpha)"
            manifest.configuration = ["rounds": 2, "carbon": ["slotSeconds": 3600]]
            manifest.finished = manifest.started
            try manifest.write(to: directory.manifest)
            let rows = [row(0, grams: 1), row(1, grams: 1, before: 1, accuracy: 0.5)]
            try CSVRowWriter<RoundRow>(creating: directory.rounds).append(contentsOf: rows)
            let sites = (0...1).map {
                SiteRow(
                    round: $0, site: "FR", selected: true, intensityGramsPerKWh: 100, energyKWh: 0.01, computeGrams: 1,
                    probeGrams: 0, networkGrams: 0, samples: 1, weight: 1)
            }
            try CSVRowWriter<SiteRow>(creating: directory.sites).append(contentsOf: sites)
            if seed == 1 {
                try RunSummary(rows: rows, budgetGrams: 10, finalQueue: 0, wallSeconds: 1).write(to: directory.summary)
            }
        }
        return try ExperimentRecord.all(in: folder.path)
    }

    private func value(_ export: RunExport, _ row: Int, _ column: String) throws -> String {
        export.rows[row][try #require(export.columns.firstIndex(of: column), "no column \(column)")]
    }

    @Test func theTidyTableHasARowForEachRun() throws {
        let export = try RunExport(records() + records(), format: .csv)
        #expect(export.rows.count == 3 && export.leftOut == 0)
        #expect(export.rows.allSatisfy { $0.count == export.columns.count })
        #expect(try value(export, 1, "experiment") == "demo" && value(export, 1, "variant") == "alpha=0.5")
        #expect(try value(export, 0, "sweep_alpha") == "0.1" && value(export, 2, "sweep_alpha") == "0.5")
        #expect(try value(export, 1, "final_accuracy") == "0.5" && value(export, 1, "total_g") == "2.0")
        #expect(try value(export, 2, "status") == "interrupted" && value(export, 2, "final_accuracy") == "")
        #expect(export.text.split(separator: "\n").count == 4)
        for key in ["compute_g", "mean_selected", "rounds", "wall_seconds"] { #expect(export.columns.contains(key)) }
    }

    @Test func codecarbonsColumnsInItsUnits() throws {
        let export = try RunExport(records(), format: .codecarbon)
        #expect(export.rows.count == 2 && export.leftOut == 1)
        #expect(
            export.text.hasPrefix(
                "timestamp,project_name,run_id,experiment_id,duration,emissions,emissions_rate,cpu_power,gpu_power,"
                    + "ram_power,cpu_energy,gpu_energy,ram_energy,energy_consumed,water_consumed,country_name,"))
        #expect(export.columns.count == 38 && export.columns.suffix(3) == ["on_cloud", "pue", "wue"])
        #expect(try value(export, 0, "timestamp") == "2020-09-13T12:26:40")
        #expect(try value(export, 0, "duration") == "7200.0" && value(export, 0, "emissions") == "0.002")
        #expect(try value(export, 0, "energy_consumed") == "0.02" && value(export, 0, "cpu_model") == "")
    }

    @Test func aFailureLeavesTheOldFile() throws {
        let path = try folder.write("old", "table.csv")
        let records = try records()
        _ = try folder.write("round\n", "demo/alpha=0.1/cafe/seed-1/sites.csv")
        #expect(throws: DocumentError.self) { try RunExport(records, format: .codecarbon).write(to: path) }
        #expect(FileManager.default.contents(atPath: path) == Data("old".utf8))
        let blocked = try RunExport(records, format: .csv)
        #expect(throws: DocumentError.self) { try blocked.write(to: "\(path)/below-a-file.csv") }
        try blocked.write(to: path)
        #expect(FileManager.default.contents(atPath: path) == Data(blocked.text.utf8))
    }
}
