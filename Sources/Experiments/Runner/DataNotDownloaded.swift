import Documents

/// An experiment's data set is not there, and its official archive can be downloaded.
public struct DataNotDownloaded: Error, Sendable, CustomStringConvertible {
    /// Of the data source.
    public let kind: String
    /// Where the experiment names it, and the file that is missing.
    public let place: DocumentError

    public var description: String { place.description }
}
