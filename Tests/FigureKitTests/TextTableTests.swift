import FigureKit
import Testing

@Suite struct TextTableTests {
    private var table: TextTable {
        var table = TextTable([.init("method", .left), .init("grams")])
        table.append(["cafe", "9.98"])
        table.append(["random|k", "10.00"])
        return table
    }

    @Test func columnsLineUp() {
        #expect(table.rendered() == "method    grams\n────────  ─────\ncafe       9.98\nrandom|k  10.00\n")
    }

    @Test func markdownEscapesItsBars() {
        #expect(table.markdown == "| method | grams |\n|---|---:|\n| cafe | 9.98 |\n| random\\|k | 10.00 |\n")
    }

    @Test func aTableWithoutRowsIsItsHeader() {
        #expect(TextTable([.init("a")]).rendered() == "a\n─\n")
    }
}
