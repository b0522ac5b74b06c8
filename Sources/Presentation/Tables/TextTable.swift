import Documents
import Foundation

/// A table of text: aligned columns for a terminal, CSV and Markdown for elsewhere.
public struct TextTable: Sendable, Equatable {
    public enum Alignment: Sendable { case left, right }

    public struct Column: Sendable, Equatable {
        public var title: String
        public var alignment: Alignment
        /// Whether a narrow terminal does without it.
        public var isOptional: Bool

        public init(_ title: String, _ alignment: Alignment = .right, isOptional: Bool = false) {
            (self.title, self.alignment, self.isOptional) = (title, alignment, isOptional)
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
    /// What is wider than the terminal does first without optional columns, the last ones first, which a line below names;
    /// then long names in the first column go on in a second line; then the columns that are left over follow in a table
    /// of their own, with the first column again.
    ///
    /// - Parameters:
    ///   - terminal: the header is bold where it shows colour.
    ///   - namesLeftOut: whether the line below is written.
    public func rendered(
        on terminal: Terminal = Terminal(isInteractive: false, usesColor: false, width: 80), namesLeftOut: Bool = true
    ) -> String {
        guard !columns.isEmpty else { return "" }
        let widths = columns.indices.map { column in
            ([columns[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0
        }
        func total(_ shown: [Int], first: Int) -> Int { first + shown.dropFirst().reduce(0) { $0 + widths[$1] + 2 } }
        var shown = Array(columns.indices)
        let longest = max(columns[0].title.count, min(widths[0], max(12, terminal.width * 3 / 10)))
        while total(shown, first: longest) > terminal.width,
            let last = shown.lastIndex(where: { columns[$0].isOptional })
        {
            shown.remove(at: last)
        }
        let first = columns.count == 1 || total(shown, first: widths[0]) <= terminal.width ? widths[0] : longest
        var blocks: [[Int]] = [[0]]
        for column in shown.dropFirst() {
            if let last = blocks.last, last.count > 1, total(last + [column], first: first) > terminal.width {
                blocks.append([0])
            }
            blocks[blocks.count - 1].append(column)
        }
        let text = blocks.map { block($0, widths: [first] + widths.dropFirst(), on: terminal) }.joined(separator: "\n")
        let left = columns.indices.filter { !shown.contains($0) }.map { columns[$0].title }
        guard !left.isEmpty, namesLeftOut else { return text }
        let note = "not shown at this width: \(left.joined(separator: ", "))".wrapped(to: terminal.width)
        return text + note.map { TerminalStyle.dim($0, on: terminal) + "\n" }.joined()
    }

    /// The table with sentences below it.
    func rendered(on terminal: Terminal, notes: [String]) -> String {
        rendered(on: terminal)
            + notes.flatMap { $0.wrapped(to: terminal.width) }.map { TerminalStyle.dim($0, on: terminal) + "\n" }
            .joined()
    }

    /// Some of the columns, the first wrapped to its width.
    private func block(_ shown: [Int], widths: [Int], on terminal: Terminal) -> String {
        func padded(_ cell: String, _ column: Int) -> String {
            let space = String(repeating: " ", count: max(0, widths[column] - cell.count))
            return columns[column].alignment == .left ? cell + space : space + cell
        }
        func lines(_ cells: [String]) -> String {
            let name = cells[0].wrapped(to: widths[0])
            return name.enumerated().map { line, part in
                let rest = line == 0 ? shown.dropFirst().map { padded(cells[$0], $0) } : []
                let text = ([padded(part, 0)] + rest).joined(separator: "  ")
                return String(text.reversed().drop { $0 == " " }.reversed())
            }.joined(separator: "\n")
        }
        let header = TerminalStyle.bold(lines(columns.map(\.title)), on: terminal)
        let rule = shown.map { String(repeating: "─", count: widths[$0]) }.joined(separator: "  ")
        return ([header, rule] + rows.map(lines)).map { $0 + "\n" }.joined()
    }

    /// A GitHub-style Markdown table.
    public var markdown: String {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
        }
        let rule = "|" + columns.map { $0.alignment == .left ? "---|" : "---:|" }.joined() + "\n"
        return line(columns.map(\.title)) + rule + rows.map(line).joined()
    }

    /// A `tabular` with the rules of booktabs; cells are LaTeX already.
    public var latex: String {
        func line(_ cells: [String]) -> String { "  " + cells.joined(separator: " & ") + " \\\\\n" }
        let alignments = columns.map { $0.alignment == .left ? "l" : "r" }.joined()
        return "\\begin{tabular}{\(alignments)}\n  \\toprule\n" + line(columns.map(\.title)) + "  \\midrule\n"
            + rows.map(line).joined() + "  \\bottomrule\n\\end{tabular}\n"
    }

    /// Comma-separated values under a header.
    public var csv: String {
        ([columns.map(\.title)] + rows).map { csvLine(of: $0) + "\n" }.joined()
    }
}

extension String {
    /// Lines of at most so many characters, the later ones indented, broken after what separates words where there is such
    /// a place.
    func wrapped(to width: Int) -> [String] {
        guard count > width, width > 4 else { return [self] }
        var lines: [String] = []
        var rest = Substring(self)
        while !rest.isEmpty {
            let indent = lines.isEmpty ? "" : "  "
            let room = width - indent.count
            guard rest.count > room else {
                lines.append(indent + rest)
                break
            }
            let head = rest.prefix(room)
            // Words are whole where they can be, and names break at their joints.
            let end =
                (head.dropFirst(room / 2).lastIndex(of: " ")
                ?? head.dropFirst(room / 2).lastIndex { "-_/,(=".contains($0) })
                .map { head.index(after: $0) }
            let line = rest[..<(end ?? head.endIndex)]
            lines.append(indent + line.trimmingCharacters(in: .whitespaces))
            rest = rest[line.endIndex...]
        }
        return lines
    }

    /// The text with LaTeX's own characters written so that they print.
    var latexEscaped: String {
        reduce(into: "") { text, character in
            switch character {
            case "&", "%", "$", "#", "_", "{", "}": text += "\\\(character)"
            case "\\": text += "\\textbackslash{}"
            case "~": text += "\\textasciitilde{}"
            case "^": text += "\\textasciicircum{}"
            case "≤": text += "$\\leq$"
            case "₂": text += "$_2$"
            case "α": text += "$\\alpha$"
            case "−": text += "$-$"
            default: text.append(character)
            }
        }
    }
}
