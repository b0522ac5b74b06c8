import Documents
import Foundation

/// Writes figures into a folder: the data, the commands, the style, and what gnuplot draws from them.
public struct FigureWriter: Sendable {
    public let folder: String
    public let formats: [FigureFormat]

    public init(folder: String, formats: [FigureFormat] = FigureFormat.allCases) {
        (self.folder, self.formats) = (folder, formats)
    }

    /// - Returns: the paths of the drawn files.
    /// - Throws: `FigureError` or `DocumentError`; when gnuplot is missing or fails, data and commands are written all the same.
    @discardableResult
    public func write(_ figure: Figure) throws -> [String] {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (name, text) in [
                ("\(figure.fileStem).dat", figure.dataText), ("\(figure.fileStem).gp", figure.script),
                ("style.gp", FigureStyle.fileText),
            ] where name != "style.gp" || !FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
                try writeAtomically(Data(text.utf8), to: "\(folder)/\(name)")
            }
        } catch let error as DocumentError {
            throw error
        } catch {
            throw FigureError.cannotWrite(folder: folder, reason: error.localizedDescription)
        }
        return try formats.map { format in
            try draw(figure, as: format)
            return "\(folder)/\(figure.fileStem).\(format.rawValue)"
        }
    }

    private func draw(_ figure: Figure, as format: FigureFormat) throws {
        guard let gnuplot = ExternalProgram("gnuplot") else {
            throw FigureError.noGnuplot(folder: folder, name: figure.fileStem)
        }
        do {
            let place = URL(filePath: folder).path.gnuplotPath
            _ = try gnuplot.run(["-e", "format='\(format.rawValue)'; cd \(place)", "./\(figure.fileStem).gp"])
        } catch {
            throw FigureError.gnuplotFailed(script: "\(folder)/\(figure.fileStem).gp", message: error.message)
        }
    }
}
