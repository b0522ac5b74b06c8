/// Why a figure could not be made.
public enum FigureError: Error, Equatable, CustomStringConvertible {
    case noGnuplot(folder: String, name: String)
    case gnuplotFailed(script: String, message: String)
    case cannotWrite(folder: String, reason: String)
    /// The runs do not hold what the figure shows.
    case nothingToShow(figure: String, reason: String)

    public var description: String {
        switch self {
        case .noGnuplot(let folder, let name):
            "gnuplot was not found; install it (Debian, Ubuntu: apt install gnuplot-nox) and run this again, or "
                + "`gnuplot \(name).gp` in \(folder), where data and commands are written"
        case .gnuplotFailed(let script, let message): "\(script): gnuplot says: \(message)"
        case .cannotWrite(let folder, let reason): "\(folder): cannot be written: \(reason)"
        case .nothingToShow(let figure, let reason): "figure \(figure): \(reason)"
        }
    }
}
