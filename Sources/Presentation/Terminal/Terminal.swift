import Foundation

/// What the output device can show.
public struct Terminal: Sendable, Equatable {
    /// Whether a line can be drawn over.
    public var isInteractive: Bool
    public var usesColor: Bool
    /// In characters.
    public var width: Int
    /// In lines.
    public var height: Int

    public init(isInteractive: Bool, usesColor: Bool, width: Int, height: Int = 24) {
        (self.isInteractive, self.usesColor, self.width, self.height) = (isInteractive, usesColor, width, height)
    }

    /// Standard error of this process.
    ///
    /// Colour is used on a terminal other than `dumb` unless `NO_COLOR` is set to anything (https://no-color.org). The
    /// size is that of the window, else `COLUMNS` and `LINES`, else 80×24.
    public static var standardError: Terminal {
        of(descriptor: FileHandle.standardError.fileDescriptor, environment: ProcessInfo.processInfo.environment)
    }

    /// Standard output of this process.
    public static var standardOutput: Terminal {
        of(descriptor: FileHandle.standardOutput.fileDescriptor, environment: ProcessInfo.processInfo.environment)
    }

    private static func of(descriptor: Int32, environment: [String: String]) -> Terminal {
        var size = winsize()
        let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return of(
            isTerminal: isatty(descriptor) == 1, windowWidth: known ? Int(size.ws_col) : nil,
            windowHeight: known && size.ws_row > 0 ? Int(size.ws_row) : nil, environment: environment)
    }

    package static func of(
        isTerminal: Bool, windowWidth: Int?, windowHeight: Int? = nil, environment: [String: String]
    ) -> Terminal {
        let isInteractive = isTerminal && environment["TERM"] != "dumb"
        return Terminal(
            isInteractive: isInteractive,
            usesColor: isInteractive && (environment["NO_COLOR"] ?? "").isEmpty,
            width: windowWidth ?? environment["COLUMNS"].flatMap { Int($0) } ?? 80,
            height: windowHeight ?? environment["LINES"].flatMap { Int($0) } ?? 24)
    }
}

/// How a word is emphasized on a terminal.
enum TerminalStyle: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"

    func callAsFunction(_ text: String, on terminal: Terminal) -> String {
        terminal.usesColor ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}
