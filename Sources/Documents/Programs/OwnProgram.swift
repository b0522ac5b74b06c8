import Foundation

/// Where the running program lies.
public enum OwnProgram {
    /// The executable itself, links resolved, also where it was started by its name alone.
    public static let path =
        (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).resolvingSymlinksInPath().path

    /// Where `make install` puts what comes along: `share/cafe` beside the `bin` of the program.
    public static var sharedFolder: String {
        URL(filePath: path).deletingLastPathComponent().deletingLastPathComponent().appending(path: "share/cafe").path
    }
}
