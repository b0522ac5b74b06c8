import CarbonAccounting
import Foundation
import Presentation
import Testing

@Suite struct TraceReportTableTests {
    @Test func zonesAndProblems() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString).csv")
        try Data("utc,B,A\n2020-01-01T00:00Z,1,7\n2020-01-01T01:00Z,,7\n2020-01-01T02:00Z,3,7\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let reading = try TraceReading([file.path(percentEncoded: false)], gaps: .drop)
        let text = TraceReportTable(TraceReport(reading))
        #expect(text.head.contains("2020-01-01T00:00Z to 2020-01-01T03:00Z in steps of 3600 s, average"))
        #expect(text.table.rows.map { $0[0] } == ["A", "B"])
        #expect(text.table.rows[1] == ["B", "2", "1", "0.0 %", "2.0", "1.0", "3.0", "1.0", "2.0", "–"])
        #expect(text.remarks.count == 2 && text.remarks[1].contains("line 3, column 2"))
    }

    @Test func manyProblemsAreCounted() {
        let problem = TraceProblem(.gap, file: "x.csv", line: 3, "one step is missing")
        let text = TraceReportTable(TraceReport(problems: Array(repeating: problem, count: 9)), shownProblems: 4)
        #expect(text.remarks.count == 5 && text.remarks[4].contains("5 more") && text.table.rows.isEmpty)
        #expect(text.head == "no trace could be read")
    }
}
