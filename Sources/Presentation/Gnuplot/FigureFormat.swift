/// A file format that figures are drawn in.
public enum FigureFormat: String, Sendable, CaseIterable {
    case pdf, svg, png
}
