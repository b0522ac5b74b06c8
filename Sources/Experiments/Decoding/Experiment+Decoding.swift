import CarbonAccounting
import Documents
import FederatedEngine
import Foundation
import Learning
import SiteSelection

extension Experiment {
    /// Reads an experiment file that holds no sweep.
    ///
    /// - Parameters:
    ///   - path: a YAML file; relative paths inside start at its folder.
    ///   - assignments: `path.to.key=value` overrides, applied before decoding.
    ///   - smoke: applies the file's own `smoke` overrides too.
    /// - Throws: `DocumentError` with file, line and key path for the first thing wrong.
    public init(contentsOf path: String, assignments: [String] = [], smoke: Bool = false) throws {
        self = try ExperimentSweep(contentsOf: path, assignments: assignments, smoke: smoke).experiment(variant: nil)
    }

    /// The file with its overrides applied, not decoded.
    static func root(contentsOf path: String, assignments: [String], smoke: Bool) throws -> DocumentValue {
        var root = try YAMLDocument.load(path)
        if smoke {
            for assignment in try smokeAssignments(root, file: path) {
                try YAMLDocument.apply(assignment, to: &root, origin: "smoke:")
            }
        }
        for assignment in assignments { try YAMLDocument.apply(assignment, to: &root) }
        return root
    }

    init(_ root: DocumentValue, file: String) throws {
        let reader = try DocumentReader(root, file: file)
        self.file = file
        source = root
        let folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
        name = try reader.string("name")
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil else {
            throw reader.error("name", "'\(name)' names a folder of results; expected letters, digits, '.', '_' or '-'")
        }
        title = try reader.string("title", default: name)
        seeds = try reader.integers("seeds", atLeast: 0, default: [1]).map(UInt64.init)
        guard !seeds.isEmpty, Set(seeds).count == seeds.count else {
            throw reader.error("seeds", "expected one or more different seeds")
        }
        rounds = try reader.integer("rounds", atLeast: 1)
        evaluateEvery = try reader.integer("evaluateEvery", atLeast: 1, default: 1)
        data = try DataSelection(reader.map("data"), folder: folder)
        partition = try Partition(reader.map("partition", abbreviatedBy: "kind"))
        architecture = try NetworkArchitecture(reader.map("model", abbreviatedBy: "kind"))
        training = try TrainingPlan(reader.map("training"))
        carbon = try CarbonSettings(reader.map("carbon"), folder: folder)
        budget = try CarbonBudget(reader.map("budget"))
        let energy = try SiteEnergy(reader.map("energy"), base: SiteEnergy())
        sites = try Self.sites(reader, energy: energy)
        recordsGradients = try reader.bool("recordGradients", default: sites.count <= 32)
        methods = try Self.methods(reader, siteCount: sites.count)
        smoke = try Self.smokeAssignments(root, file: file)
        _ = reader.raw("smoke")
        try reader.finish()
        resolved = reader.resolved.json
    }

    private static func smokeAssignments(_ root: DocumentValue, file: String) throws -> [String] {
        guard let smoke = root["smoke"] else { return [] }
        guard case .map(let entries) = smoke.content else {
            throw DocumentError(
                file: file, line: smoke.line, keyPath: "smoke", message: "expected a map of path.to.key: value")
        }
        return entries.map { "\($0.key)=\($0.value.flowYAML)" }
    }

    private static func sites(_ reader: DocumentReader, energy: SiteEnergy) throws -> [SiteSettings] {
        let sites = try reader.items("sites").map { item in
            switch item {
            case .scalar(let value):
                guard case .string(let zone) = value.content else {
                    throw reader.error("sites", "\(value.summary) is no site; expected a zone's name or a map")
                }
                return SiteSettings(name: zone, zone: zone, energy: energy, capacitySamples: nil, availability: .always)
            case .map(let site):
                let zone = try site.string("zone")
                return SiteSettings(
                    name: try site.string("name", default: zone), zone: zone,
                    energy: try SiteEnergy(site.map("energy"), base: energy),
                    capacitySamples: try site.optionalInteger("capacitySamples", atLeast: 1),
                    availability: try SiteAvailability(site, key: "availability"))
            }
        }
        guard !sites.isEmpty else { throw reader.error("sites", "expected one site or more") }
        var names = Set<String>()
        for site in sites where !names.insert(site.name).inserted {
            throw reader.error("sites", "two sites are named '\(site.name)'; give each a name of its own")
        }
        return sites
    }

    private static func methods(_ reader: DocumentReader, siteCount: Int) throws -> [Method] {
        let methods = try reader.maps("methods").map { try Method($0, siteCount: siteCount) }
        guard !methods.isEmpty else { throw reader.error("methods", "expected one method or more") }
        for (index, method) in methods.enumerated() where methods[..<index].contains(where: { $0.name == method.name })
        {
            throw reader.error("methods", "two methods are named '\(method.name)'; give each a name of its own")
        }
        return methods
    }
}

extension DocumentValue {
    /// The value on one line, as YAML reads it back.
    fileprivate var flowYAML: String {
        switch content {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): "'\(value.replacing("'", with: "''"))'"
        case .list(let items): "[" + items.map(\.flowYAML).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\($0.key): \($0.value.flowYAML)" }.joined(separator: ", ") + "}"
        }
    }
}
