import Foundation
import Testing

/// `make mutants` takes half an hour, so that nobody runs it after every change; its list must not fall behind the sources.
@Suite struct CommittedMutantsTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    @Test func everyFaultHasItsPlaceInTheSources() throws {
        let list = try String(contentsOf: Self.root.appending(path: "Tests/Mutants/mutants.txt"), encoding: .utf8)
        var source = ""
        var faults = 0
        for line in list.split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("[") {
                let path = String(line.dropFirst().dropLast())
                source = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
                continue
            }
            let fragment = try #require(line.split(separator: " ⇒", maxSplits: 1).first)
            let plain = fragment.replacing("«", with: "").replacing("»", with: "")
            #expect(source.ranges(of: plain).count == 1, "\(plain)")
            faults += 1
        }
        #expect(faults > 150)
    }
}
