extension String {
    /// The text with the characters that mean something in HTML replaced.
    var htmlEscaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}

extension TextTable {
    /// An HTML table whose first column heads its rows, in a region that scrolls and takes the keyboard's focus; on a narrow
    /// screen each row is a block of named values. The roles say that it is a table then too.
    func html(label: String) -> String {
        func cell(_ text: String, _ column: Int, head: Bool) -> String {
            let side = columns[column].alignment == .left ? "" : " class=\"number\""
            let label = columns[column].title.isEmpty ? "" : " data-label=\"\(columns[column].title.htmlEscaped)\""
            return head
                ? "<th scope=\"row\" role=\"rowheader\">\(text.htmlEscaped)</th>"
                : "<td role=\"cell\"\(side)\(label)><span>\(text.htmlEscaped)</span></td>"
        }
        let header = columns.map { column in
            let side = column.alignment == .left ? "" : " class=\"number\""
            return "<th scope=\"col\" role=\"columnheader\"\(side)>\(column.title.htmlEscaped)</th>"
        }.joined()
        let body = rows.map { row in
            "<tr role=\"row\">" + row.enumerated().map { cell($1, $0, head: $0 == 0) }.joined() + "</tr>"
        }.joined(separator: "\n")
        return """
            <div class="scroll" role="region" aria-label="\(label.htmlEscaped)" tabindex="0">
            <table role="table"><thead role="rowgroup"><tr role="row">\(header)</tr></thead>
            <tbody role="rowgroup">
            \(body)
            </tbody></table></div>
            """
    }
}
