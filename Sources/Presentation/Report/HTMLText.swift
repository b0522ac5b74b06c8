extension String {
    /// The text with the characters that mean something in HTML replaced.
    var htmlEscaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}

extension TextTable {
    /// An HTML table whose first column heads its rows, in a region that scrolls and takes the keyboard's focus.
    func html(label: String) -> String {
        func cell(_ text: String, _ column: Int, head: Bool) -> String {
            let side = columns[column].alignment == .left ? "" : " class=\"number\""
            return head ? "<th scope=\"row\">\(text.htmlEscaped)</th>" : "<td\(side)>\(text.htmlEscaped)</td>"
        }
        let header = columns.map { column in
            let side = column.alignment == .left ? "" : " class=\"number\""
            return "<th scope=\"col\"\(side)>\(column.title.htmlEscaped)</th>"
        }.joined()
        let body = rows.map { row in
            "<tr>" + row.enumerated().map { cell($1, $0, head: $0 == 0) }.joined() + "</tr>"
        }.joined(separator: "\n")
        return """
            <div class="scroll" role="region" aria-label="\(label.htmlEscaped)" tabindex="0">
            <table><thead><tr>\(header)</tr></thead>
            <tbody>
            \(body)
            </tbody></table></div>
            """
    }
}
