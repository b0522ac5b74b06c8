import Foundation
import Testing

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

@testable import Yams

/// Holds every `import` line of Sources against the floors of Package.swift.
@Suite struct ImportTests {
    /// What each target may import, besides Foundation and the standard library's modules.
    static let allowed: [String: Set<String>] = {
        var allowed: [String: Set<String>] = [
            "LinearAlgebra": ["COpenBLAS"],
            "RandomStreams": [],
            "CarbonAccounting": [],
            "Learning": ["LinearAlgebra", "RandomStreams", "CZlib"],
            "Coresets": ["LinearAlgebra", "RandomStreams"],
            "DriftPlusPenalty": ["Coresets", "LinearAlgebra", "RandomStreams"],
        ]
        let engine: Set = [
            "LinearAlgebra", "RandomStreams", "CarbonAccounting", "Learning", "Coresets", "DriftPlusPenalty",
        ]
        allowed["FederatedEngine"] = engine
        allowed["ExperimentKit"] = engine.union(["FederatedEngine", "Yams"])
        allowed["FigureKit"] = engine.union(["FederatedEngine", "ExperimentKit"])
        allowed["cafe"] = engine.union(["FederatedEngine", "ExperimentKit", "FigureKit", "MPISites", "ArgumentParser"])
        allowed["MPISites"] = ["FederatedEngine", "Learning", "CMPI"]
        return allowed
    }()
    static let everywhere: Set = [
        "Foundation", "Dispatch", "Synchronization", "Glibc", "Darwin", "FoundationNetworking",
    ]

    static func violations(in source: String, target: String) -> [String] {
        source.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"), keyword <= 1, keyword + 1 < words.count else {
                return nil
            }
            let module = String(words[keyword + 1])
            return allowed[target]!.union(everywhere).contains(module) ? nil : module
        }
    }

    @Test func noTargetReachesUpOrSideways() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
        for target in Self.allowed.keys {
            let files = FileManager.default.enumerator(
                at: sources.appending(path: target), includingPropertiesForKeys: nil)
            for case let file as URL in try #require(files) where file.pathExtension == "swift" {
                let found = Self.violations(in: try String(contentsOf: file, encoding: .utf8), target: target)
                #expect(found.isEmpty, "\(target)/\(file.lastPathComponent) imports \(found)")
            }
        }
    }

    @Test func theCheckerSeesAViolation() {
        #expect(
            Self.violations(in: "import Foundation\nimport FederatedEngine\n", target: "Coresets") == [
                "FederatedEngine"
            ])
        #expect(Self.violations(in: "@testable import Yams\n", target: "FigureKit") == ["Yams"])
    }
}
