import Documents
import Foundation

extension DatasetSource {
    package init(_ reader: DocumentReader, folder: String) throws {
        let kind = try reader.kind(among: Self.names + ["npy"])
        func path(_ key: String) throws -> String? {
            try reader.optionalString(key).map { resolvedPath($0, from: folder) }
        }
        let source: DatasetSource
        if kind == "npy" {
            let testFeatures = try path("testFeatures")
            source = .numPy(
                features: resolvedPath(try reader.string("features"), from: folder),
                labels: resolvedPath(try reader.string("labels"), from: folder), testFeatures: testFeatures,
                testLabels: testFeatures == nil ? nil : resolvedPath(try reader.string("testLabels"), from: folder))
        } else if kind == "cifar100" {
            source = .cifar100(directory: try path("directory"), labels: try reader.choice("labels", default: .fine))
        } else {
            source = try DatasetSource(named: kind, directory: path("directory"))
        }
        self = try reader.bool("normalize", default: false) ? .normalized(source) : source
    }
}
