import Foundation

/// An SVG of gnuplot's as part of a page.
struct InlineSVG {
    /// From `<svg` to `</svg>`.
    let text: String

    /// - Parameters:
    ///   - file: the text of the file.
    ///   - name: put before every id, since ids are unique in a page.
    ///   - caption: what screen readers say.
    ///   - tooltips: of the plotted elements, in their order; nil has none.
    /// - Returns: nil if the text holds no svg element.
    init?(_ file: String, name: String, caption: String, tooltips: [String?] = []) {
        guard let start = file.range(of: "<svg"), let title = file.firstRange(of: /<title>[^<]*<\/title>/) else {
            return nil
        }
        let root = file[start.upperBound..<title.lowerBound]
        var rest = String(file[title.upperBound...])
        var plotted = 0
        rest.replace(/<title>gnuplot_plot_\d+[a-z]?<\/title>/) { _ in
            defer { plotted += 1 }
            let text = plotted < tooltips.count ? tooltips[plotted] : nil
            return text.map { "<title>\($0.htmlEscaped)</title>" } ?? ""
        }
        rest.replace(/<desc>[^<]*<\/desc>/, with: "")
        rest.replace(/\bid=(["'])([^"']+)["']/) { "id=\($0.1)\(name)-\($0.2)\($0.1)" }
        rest.replace(/xlink:href=(["'])#([^"']+)["']/) { "href=\($0.1)#\(name)-\($0.2)\($0.1)" }
        rest.replace(/url\(#([^)]+)\)/) { "url(#\(name)-\($0.1))" }
        // Black is the page's text colour, which is light in dark mode; so are the axes.
        rest.replace(/(stroke|fill) ?= ?["'](black|rgb\( *0, *0, *0\)|rgb\( *85, *85, *85\))["']/) {
            "\($0.1)=\"currentColor\""
        }
        // What is left out is inherited: markers take `color`.
        rest.replace(/\bcolor ?= ?["'](black|rgb\( *0, *0, *0\))["']/, with: "")
        rest.replace(/font-family="[^"]*"/, with: "font-family=\"sans-serif\"")
        text = "<svg role=\"img\" aria-label=\"\(caption.htmlEscaped)\"" + root + rest
    }
}
