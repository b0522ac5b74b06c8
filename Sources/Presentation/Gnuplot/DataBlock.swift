/// Named columns of a figure's data.
public struct DataBlock: Sendable, Equatable {
    public var title: String
    public var columns: [String]
    /// Text per column; an absent value is `?`, which gnuplot takes for missing.
    public var rows: [[String]]

    public init(_ title: String, columns: [String], rows: [[String]] = []) {
        (self.title, self.columns, self.rows) = (title, columns, rows)
    }

    public mutating func append(_ values: [Double?]) {
        precondition(values.count == columns.count, "\(values.count) values for \(columns.count) columns")
        rows.append(values.map { $0.map(\.description) ?? "?" })
    }

    var text: String {
        let lines =
            ["# \(title.gnuplotComment)", "# " + columns.joined(separator: " ").gnuplotComment]
            + rows.map { $0.joined(separator: " ") }
        return lines.map { $0 + "\n" }.joined()
    }
}
