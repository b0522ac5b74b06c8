import CarbonAccounting
import Documents
import FederatedEngine
import Foundation
import Learning

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
            for assignment in try Self.assignments(under: "smoke", in: root, file: path) {
                try YAMLDocument.apply(assignment, to: &root, origin: "smoke:")
            }
        }
        for assignment in assignments { try YAMLDocument.apply(assignment, to: &root) }
        return root
    }

    /// - Parameter faults: collects what can be read past.
    init(_ document: DocumentValue, file: String, collecting faults: DocumentFaults? = nil) throws {
        let root = try ParticipationMatrix.expanded(in: Method.sharingLearner(document), file: file)
        let reader = try DocumentReader(root, file: file, collecting: faults)
        self.file = file
        source = root
        let folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
        name = try reader.string("name", help: "names the folder of results")
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil else {
            throw reader.error("name", "'\(name)' names a folder of results; expected letters, digits, '.', '_' or '-'")
        }
        title = try reader.string("title", default: name, help: "of figures and reports")
        seeds = try reader.integers("seeds", atLeast: 0, default: [1], help: "one run of each method for each seed")
            .map(UInt64.init)
        guard !seeds.isEmpty, Set(seeds).count == seeds.count else {
            throw reader.error("seeds", "expected one or more different seeds")
        }
        rounds = try reader.integer("rounds", atLeast: 1, help: "T")
        evaluateEvery = try reader.integer(
            "evaluateEvery", atLeast: 1, default: 1, help: "rounds between evaluations")
        evaluation = try reader.member(
            "evaluation", of: evaluationData, default: "test", help: "what accuracy is measured on")
        data = try DataSelection(reader.map("data", help: "the data set; see the list of data sources"))
        partition = try reader.member("partition", of: partitions, help: "how examples are dealt out to sites")
        architecture = try reader.member("model", of: models, help: "what is trained")
        training = try TrainingPlan(reader.map("training", help: "local training"))
        carbon = try CarbonSettings(
            reader.map("carbon", help: "the trace of carbon intensity, and where on it the rounds lie"), folder: folder)
        budget = try CarbonBudget(reader.map("budget", help: "grams or fractionOfFull"))
        let energy = try SiteEnergy(reader.map("energy", help: "the energy model of all sites"), base: SiteEnergy())
        sites = try Self.sites(reader, energy: energy)
        recordsGradients = try reader.bool(
            "recordGradients", default: sites.count <= 32,
            help: "keep the inner products of gradients, for certificates and replays")
        try Method.readLearner(reader.map("learner", help: "keys that every method without its own takes over"))
        methods = try Self.methods(reader)
        smoke = try Self.assignments(under: "smoke", in: root, file: file)
        quick = try Self.assignments(under: "quick", in: root, file: file)
        // Read before this reader; named for what suggests keys.
        for key in ["smoke", "quick", "sweep", ParticipationMatrix.key] { _ = reader.raw(key) }
        figures = try Self.figures(reader.raw("figures"), file: file)
        certifies = try reader.bool("certify", default: false, help: "show certified gaps in the table of results")
        try reader.finish()
        resolved = reader.resolved
    }

    /// The `path=value` overrides of a map such as `smoke:`; none where there is no such key.
    private static func assignments(under key: String, in root: DocumentValue, file: String) throws -> [String] {
        guard let value = root[key] else { return [] }
        guard case .map(let entries) = value.content else {
            throw DocumentError(
                file: file, line: value.line, keyPath: key, message: "expected a map of path.to.key: value")
        }
        return entries.map { "\($0.key)=\($0.value.flowYAML)" }
    }

    private static func figures(_ value: DocumentValue?, file: String) throws -> [FigureRequest] {
        guard let value else { return [] }
        guard case .list(let items) = value.content else {
            throw DocumentError(
                file: file, line: value.line, keyPath: "figures",
                message: "expected a list of figures, found \(value.summary)")
        }
        return try items.enumerated().map { try FigureRequest($1, file: file, keyPath: "figures[\($0)]") }
    }

    private static func sites(_ reader: DocumentReader, energy: SiteEnergy) throws -> [SiteSettings] {
        let sites = try reader.items("sites", help: "data centers: zones, or maps with a zone").map {
            try SiteSettings($0, in: reader, energy: energy)
        }
        guard !sites.isEmpty else { throw reader.error("sites", "expected one site or more") }
        var names = Set<String>()
        for site in sites where !names.insert(site.name).inserted {
            throw reader.error("sites", "two sites are named '\(site.name)'; give each a name of its own")
        }
        return sites
    }

    private static func methods(_ reader: DocumentReader) throws -> [Method] {
        let methods = try reader.maps("methods", help: "policies with their aggregation; see the list of policies").map
        { try Method($0) }
        guard !methods.isEmpty else { throw reader.error("methods", "expected one method or more") }
        for (index, method) in methods.enumerated() where methods[..<index].contains(where: { $0.name == method.name })
        {
            throw reader.error("methods", "two methods are named '\(method.name)'; give each a name of its own")
        }
        return methods
    }
}
