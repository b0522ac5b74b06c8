import Documents
import Foundation
import Testing

@Suite struct CSVTests {
    private func table(_ text: String) throws -> CSVTable { try CSVTable(Data(text.utf8), file: "t.csv") }

    @Test func quotesLinesAndBlanks() throws {
        let table = try table("\u{FEFF}a, B ,c\r\n1,\"x, \"\"y\"\"\nz\", 3\r\n\r\n4,,6")
        #expect(table.header.fields == ["a", "B", "c"] && table.column("b") == 1 && table.column("d") == nil)
        #expect(table.records.map(\.fields) == [["1", "x, \"y\"\nz", "3"], ["4", "", "6"]])
        #expect(table.records.map(\.line) == [2, 5] && !table.isTerminated)
    }

    @Test(arguments: [
        ("", "t.csv: the file is empty"), ("a,b\n1\n", "t.csv:2: 1 fields where the header has 2"),
        ("a\n\n\"1\n", "t.csv:3: a quote that is opened here is never closed"),
    ])
    func faultsHaveAPlace(text: String, expected: String) {
        let error = #expect(throws: DocumentError.self) { try table(text) }
        #expect(error?.description.hasPrefix(expected) == true, "\(String(describing: error))")
    }

    @Test func aWriterQuotesWhatAReaderNeedsQuoted() throws {
        let fields = ["plain", "a,b", "\"q\"", "", " x"]
        let line = csvLine(of: fields)
        #expect(line == "plain,\"a,b\",\"\"\"q\"\"\",, x")
        #expect(try table("1,2,3,4,5\n" + line).records[0].fields == ["plain", "a,b", "\"q\"", "", "x"])
    }
}
