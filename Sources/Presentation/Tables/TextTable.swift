/// A table of text: aligned columns for a terminal, CSV and Markdown for elsewhere.
public struct TextTable: Sendable, Equatable {
    public enum Alignment: Sendable { case left, right }

    public struct Column: Sendable, Equatable {
        public var title: String
        public var alignment: Alignment

        public init(_ title: String, _ alignment: Alignment = .right) {
            (self.title, self.alignment) = (title, alignment)
        }
    }

    public var columns: [Column]
    /// As many cells as columns in each row.
    public private(set) var rows: [[String]] = []

    public init(_ columns: [Column]) { self.columns = columns }

    public mutating func append(_ cells: [String]) {
        precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
        rows.append(cells)
    }

    /// Columns two spaces apart under an underlined header; every line ends with a line end.
    ///
    /// - Parameters:
    ///   - terminal: the header is bold where it shows colour.
    ///   - width: longer lines end in "…"; nil leaves them whole.
    public func rendered(
        on terminal: Terminal = Terminal(isInteractive: false, usesColor: false, width: 80), clippedTo width: Int? = nil
    ) -> String {
        let widths = columns.indices.map { column in
            ([columns[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let padded = cells.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - cells[column].count)
                return columns[column].alignment == .left ? cells[column] + space : space + cells[column]
            }
            return clipped(String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()))
        }
        func clipped(_ line: String) -> String {
            guard let width, line.count > width else { return line }
            return line.prefix(max(0, width - 1)) + "…"
        }
        let header = TerminalStyle.bold(line(columns.map(\.title)), on: terminal)
        let rule = clipped(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
        return ([header, rule] + rows.map(line)).map { $0 + "\n" }.joined()
    }

    /// A GitHub-style Markdown table.
    public var markdown: String {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
        }
        let rule = "|" + columns.map { $0.alignment == .left ? "---|" : "---:|" }.joined() + "\n"
        return line(columns.map(\.title)) + rule + rows.map(line).joined()
    }
}
