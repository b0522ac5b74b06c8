import Foundation

/// `path`, taken from `folder` if it is relative.
public func resolvedPath(_ path: String, from folder: String) -> String {
    let expanded = NSString(string: path).expandingTildeInPath
    return expanded.hasPrefix("/")
        ? expanded : URL(filePath: folder).appending(path: expanded).standardized.path(percentEncoded: false)
}
