import Documents
import Foundation

/// Where a data set comes from.
public protocol DataSource: SelfDescribing, Hashable {
    /// The files that `load` reads, as far as they exist.
    var files: [String] { get }
    /// The official archive to download; nil if there is none.
    var archive: DatasetArchive? { get }
    /// Reads both parts; pixels are scaled to [0, 1], numbers of `.npy` files are taken as they are (bytes as pixels).
    ///
    /// - Parameter context: tokens of an example of a text, which the model says; nil takes 128. Other data have none.
    /// - Throws: `DatasetError` that names the file and says where to get it.
    func load(context: Int?) throws -> DatasetSplit
}

extension DataSource {
    public var archive: DatasetArchive? { nil }
    public func load() throws -> DatasetSplit { try load(context: nil) }
}

/// All data sources, by the value of `data.kind`.
public let dataSources = Registry<any DataSource>(
    "data source", plural: "data sources",
    [
        .init(DigitsSource.self), .init(FashionMNISTSource.self), .init(CIFAR10Source.self), .init(CIFAR100Source.self),
        .init(NPYSource.self), .init(TextSource.self), .init(SyntheticTextSource.self),
        .init(TinyShakespeareSource.self),
    ],
    renamed: ["fashion-mnist": "fashionMNIST", "cifar-10": "cifar10", "cifar-100": "cifar100"])

extension Registry where Member == any DataSource {
    /// The kinds that need no further key: what may be named on its own.
    public var standalone: [String] { kinds.filter { (try? named($0)) != nil } }

    /// The kinds whose archive can be downloaded.
    public var downloadable: [String] { kinds.filter { (try? named($0))?.archive != nil } }

    /// The source of that kind, with the folder of its files if it is not the default one.
    ///
    /// - Throws: `DocumentError` for an unknown kind, or one that needs other keys.
    public func named(_ kind: String, directory: String? = nil) throws -> any DataSource {
        var entries = [DocumentValue.Entry("kind", DocumentValue(.string(kind)))]
        if let directory { entries.append(.init("directory", DocumentValue(.string(directory)))) }
        let reader = try DocumentReader(DocumentValue(.map(entries)), file: "")
        let source = try read(reader)
        try reader.finish()
        return source
    }

    /// A data source by its kind, by the folder of its files, or by its `.npy` file of features.
    ///
    /// - Parameters:
    ///   - directory: folder of a source given by its kind.
    ///   - labels: of a `.npy` file; nil is `<features>-labels.npy` beside it.
    ///   - layout: of a `.npy` file of images.
    /// - Throws: `DatasetError.missing` if it is none of these, with a suggestion.
    public func source(
        at name: String, directory: String? = nil, labels: String? = nil, layout: ImageLayout? = nil
    ) throws -> any DataSource {
        let standalone = standalone
        if standalone.contains(name) { return try named(name, directory: directory) }
        if name.hasSuffix(".npy") {
            return NPYSource(features: name, labels: labels ?? "\(name.dropLast(4))-labels.npy", layout: layout)
        }
        for kind in standalone {
            if let source = try? named(kind, directory: name), !source.files.isEmpty { return source }
        }
        let hint = nearMiss(name, among: standalone).map { "Did you mean '\($0)'? " } ?? ""
        throw DatasetError.missing(
            path: name,
            advice: "\(hint)Expected one of \(standalone.joined(separator: ", ")), a folder with the files of one of "
                + "them, or a .npy file.")
    }
}

/// Those of `paths` that exist.
func existing(_ paths: [String]) -> [String] { paths.filter { FileManager.default.fileExists(atPath: $0) } }
