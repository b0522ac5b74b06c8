import Foundation
import RunStore

/// The figures that one experiment, or several together, have data for, as inline SVG with captions.
struct ReportFigures {
    let html: String
    /// Whether there is anything to see.
    let isEmpty: Bool

    /// The figures of one experiment, or those that span several.
    private static func drawings(of records: [ExperimentRecord]) -> [(kind: String, draw: () throws -> Figure)] {
        if records.count > 1 {
            return figures.all((any ExperimentsFigure).self).map { figure in
                (figure.kind, { try figure.figure(of: records, on: FigureSheet(figure.kind)) })
            }
        }
        return figures.all((any ExperimentFigure).self).map { figure in
            (figure.kind, { try figure.figure(of: records[0], on: FigureSheet(figure.kind)) })
        }
    }

    /// - Parameters:
    ///   - records: one for the figures of an experiment; several for those that span experiments.
    ///   - prefix: of every id in the figures, unique in the page.
    init(of records: [ExperimentRecord], prefix: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cafe-report-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let writer = FigureWriter(folder: folder, formats: [.svg])
        var items: [String] = []
        for (kind, draw) in Self.drawings(of: records) {
            do {
                let figure = try draw()
                guard let path = try writer.write(figure).first,
                    let file = try? String(contentsOfFile: path, encoding: .utf8),
                    let svg = InlineSVG(
                        file, name: "\(prefix)-\(kind)", caption: figure.caption,
                        tooltips: figure.tooltips)
                else { continue }
                items.append("<figure>\(svg.text)\n<figcaption>\(figure.caption.htmlEscaped)</figcaption></figure>")
            } catch FigureError.nothingToShow {
                continue
            } catch FigureError.noGnuplot {
                html =
                    "<p class=\"warning\">gnuplot was not found, so there are no figures here. Install it (Debian, "
                    + "Ubuntu: apt install gnuplot-nox) and write the report again.</p>"
                isEmpty = false
                return
            }
        }
        isEmpty = items.isEmpty
        html =
            isEmpty
            ? "<p class=\"warning\">No run is completed yet.</p>"
            : "<div class=\"figures\">\n\(items.joined(separator: "\n"))\n</div>"
    }
}
