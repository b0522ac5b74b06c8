import CarbonAccounting
import Documents
import FederatedEngine
import Learning
import RunStore
import SiteSelection

/// A registry as lists and guides show it, whatever its members are.
public struct Family: Sendable {
    public struct Member: Encodable, Sendable {
        public let kind: String
        public let abstract: String
        public let keys: [Key]
        /// How a file of it begins, where the member is a layout of files.
        public var example: String?
    }

    public struct Key: Encodable, Sendable {
        public let name: String
        public let expected: String
        /// Nil where the key must be given.
        public let fallback: String?
        public let help: String

        init(_ description: KeyDescription) {
            (name, expected, help) = (description.name, description.expected, description.help)
            // An empty map stands for the defaults of its keys.
            let value = description.fallback.map { $0 == [:] ? DocumentValue(.null) : $0 }
            fallback = value.map { $0.stringValue ?? $0.flowYAML }
        }

        public var presence: String { fallback.map { $0 == "null" ? "optional" : "default \($0)" } ?? "required" }
    }

    /// As typed: the plural in words joined by hyphens.
    public let name: String
    public let members: [Member]
    /// How many members come with the libraries, ahead of those that others registered.
    private let shippedCount: Int

    private init(name: String, members: [Member]) {
        (self.name, self.members, shippedCount) = (name, members, members.count)
    }

    init<Value>(_ registry: Registry<Value>) {
        name = registry.plural.split(separator: " ").joined(separator: "-")
        members = registry.entries.map {
            Member(kind: $0.kind, abstract: $0.abstract, keys: $0.keys.map(Key.init))
        }
        shippedCount = registry.shippedCount
    }

    private static var devices: Family {
        Family(
            name: "devices",
            members: DevicePreset.allCases.map {
                let watts = $0.boardWatts.formatted(decimals: 0)
                let speed = ($0.peakFLOPSingle / 1e12).formatted(decimals: 1)
                return Member(
                    kind: $0.rawValue, abstract: "\(watts) W, \(speed) TFLOP/s in single precision", keys: [])
            })
    }

    private static var traceFormats: Family {
        Family(
            name: "trace-formats",
            members: TraceFormat.all.map {
                Member(kind: $0.kind, abstract: $0.abstract, keys: [], example: $0.example)
            })
    }

    private static var metrics: Family {
        Family(
            name: "metrics", members: RunMetric.all.map { Member(kind: $0.key, abstract: $0.abstract, keys: []) })
    }

    public static var all: [Family] {
        [
            Family(selectionPolicies), Family(utilities), Family(solvers), Family(gradientSources), Family(partitions),
            Family(forecasts), Family(aggregations), Family(serverOptimizers), Family(modelAverages),
            Family(evaluationData), Family(dataSources), Family(models), Family(layers), Family(localOptimizers),
            Family(learningRateSchedules), devices, traceFormats, Family(figures), metrics,
        ]
    }

    /// A table of the members, a row for each key below its member.
    public func markdown(_ members: [Member]? = nil) -> String {
        var lines = ["| kind | key | value | default | |", "|---|---|---|---|---|"]
        func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
        for member in members ?? self.members {
            lines.append("| `\(member.kind)` | | | | \(cell(member.abstract)) |")
            if let example = member.example {
                let code = example.replacing("\t", with: " ").split(separator: "\n").map { "`\(cell(String($0)))`" }
                lines.append("| | | | | \(code.joined(separator: "<br>")) |")
            }
            for key in member.keys {
                let fallback = key.fallback.map { $0 == "null" ? "none" : "`\($0)`" } ?? "required"
                lines.append("| | `\(key.name)` | \(cell(key.expected)) | \(cell(fallback)) | \(cell(key.help)) |")
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension Family {
    /// A guide with every table between `<!-- cafe list NAME -->`, or `<!-- cafe columns -->`, and `<!-- end -->` made anew.
    ///
    /// - Throws: `DocumentError` for a name that is no family, and for a marker without its end.
    public static func updatingTables(in guide: String, file: String) throws -> String {
        var lines: [Substring] = []
        var isInTable = false
        for line in guide.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "<!-- end -->" { isInTable = false }
            guard !isInTable else { continue }
            lines.append(line)
            if line == "<!-- cafe columns -->" {
                lines += CSVFile.all.map(\.markdown).joined(separator: "\n\n").split(
                    separator: "\n", omittingEmptySubsequences: false)
                isInTable = true
                continue
            }
            guard let match = line.wholeMatch(of: /<!-- cafe list ([a-z-]+) -->/) else { continue }
            guard let family = all.first(where: { $0.name == match.1 }) else {
                throw DocumentError(file: file, message: "no family '\(match.1)' for a table")
            }
            lines += family.markdown(Array(family.members.prefix(family.shippedCount))).split(separator: "\n")
            isInTable = true
        }
        guard !isInTable else { throw DocumentError(file: file, message: "a table without <!-- end -->") }
        return lines.joined(separator: "\n")
    }
}
