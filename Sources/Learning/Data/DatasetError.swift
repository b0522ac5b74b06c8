/// Why a data set could not be read: the file, what was found and expected, and what to do.
public enum DatasetError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No such file or folder; `advice` says where the data can be had.
    case missing(path: String, advice: String)
    /// No such file of a data source whose official archive can be downloaded.
    case notDownloaded(path: String, kind: String)
    /// The file is there but cannot be read or unpacked.
    case unreadable(path: String, reason: String)
    /// The content is not what the format says; `place` is a byte, row or header field.
    case malformed(path: String, place: String, found: String, expected: String)

    /// The user's own data is whole but not what can be learned from.
    case unsuitable(path: String, place: String, found: String, expected: String)

    public var description: String {
        switch self {
        case .missing(let path, let advice): "\(path): not found. \(advice)"
        case .notDownloaded(let path, let kind):
            "\(path): not found. Download \(kind), or name the folder that holds it (`directory`)"
        case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
        case .malformed(let path, let place, let found, let expected):
            "\(path): \(place): found \(found), expected \(expected); the file may be damaged or another one, fetch it anew"
        case .unsuitable(let path, let place, let found, let expected):
            "\(path): \(place): found \(found), expected \(expected)"
        }
    }
}
