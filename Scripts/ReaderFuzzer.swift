// Coverage-guided fuzzing of the readers: linked to libFuzzer by Scripts/fuzz.sh. The first byte chooses the reader.

import CarbonAccounting
import Documents
import Foundation
import RunStore
import SiteSelection

private let readers: [(String) throws -> Void] = [
    { _ = try YAMLDocument.parse($0, file: "f") },
    { _ = try DocumentValue(json: Data($0.utf8), file: "f") },
    { _ = try SelectionInstance.all(in: Data($0.utf8), file: "f") },
    { _ = try RoundRow.parse($0, path: "f") },
    { _ = try TraceSidecar(text: $0, file: "f") },
]

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let bytes, count > 0 else { return 0 }
    let text = String(decoding: UnsafeBufferPointer(start: bytes + 1, count: count - 1), as: UTF8.self)
    try? readers[Int(bytes[0]) % readers.count](text)
    return 0
}
