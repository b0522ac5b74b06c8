import Documents
import Foundation

/// The experiments of one file: one, or with `sweep:` one for each combination of swept settings.
///
///     sweep:
///       product:                                     # every combination
///         partition.alpha: [0.1, 0.3]
///         methods.cafe.policy.penaltyWeight: [1, 4]
///       zip:                                         # first with first, second with second; one axis of the product
///         training.learningRate: [0.1, 0.05]
///         training.batchSize: [16, 32]
///
/// In place of a list, a map names its values: `carbon.start: {january: 2020-01-01T00:00Z, july: 2020-07-01T00:00Z}`.
/// Key paths are those of `--set`. A variant is named by the last word of each path and its value, such as
/// `alpha=0.1,penaltyWeight=4`, so a name does not depend on what else is swept over which values. Its configuration,
/// and with it the hash, is that of a file that holds the settings directly.
public struct ExperimentSweep: Sendable {
    public let file: String
    /// Of the file; results go to `RESULTS/<name>/<variant>/…`, without a sweep to `RESULTS/<name>/…`.
    public let name: String
    /// In the order of the file, the last axis moving fastest.
    public let experiments: [Experiment]

    /// Reads an experiment file.
    ///
    /// - Parameters: as `Experiment.init(contentsOf:assignments:smoke:)`, and
    ///   - axes: further axes of the product, each `path.to.key=value,value`; the results then go to
    ///     `RESULTS/<name>-by-<key>`, apart from those of the file as it is.
    ///   - faults: collects the mistakes that can be read past; nil throws the first.
    /// - Throws: `DocumentError` for the first thing wrong in the file or in any variant that cannot be read past.
    public init(
        contentsOf path: String, assignments: [String] = [], axes extraAxes: [String] = [], smoke: Bool = false,
        collecting faults: DocumentFaults? = nil
    ) throws {
        var root = try Experiment.root(contentsOf: path, assignments: assignments, smoke: smoke)
        file = path
        try Self.add(extraAxes, to: &root)
        guard let sweep = root.remove("sweep") else {
            let experiment = try Experiment(root, file: path, collecting: faults)
            (name, experiments) = (experiment.name, [experiment])
            return
        }
        let axes = try Self.axes(sweep, file: path)
        let paths = axes.flatMap(\.paths)
        for assignment in assignments {
            let assigned = assignment.split(separator: "=", maxSplits: 1)[0]
            guard !paths.contains(String(assigned)) else {
                throw DocumentError(
                    file: "--set \(assignment)", line: nil, keyPath: "",
                    message: "\(path) sweeps over \(assigned); choose among its variants with --variant instead")
            }
        }
        let experiments = try Self.combinations(axes).map { settings in
            var changed = root
            for (path, _, value) in settings { try YAMLDocument.set(value, at: path, in: &changed, file: path) }
            let words = settings.map { "\(Self.word(for: $0.path, among: paths))=\($0.label)" }
            let variant = words.joined(separator: ",")
            do {
                var experiment = try Experiment(changed, file: path, collecting: faults)
                experiment.variant = variant
                experiment.name += "/" + variant
                return experiment
            } catch let error as DocumentError {
                throw DocumentError(
                    file: error.file, line: error.line, keyPath: error.keyPath,
                    message: "\(error.message) (in variant \(variant))")
            }
        }
        (name, self.experiments) = (experiments[0].group, experiments)
        let names = experiments.compactMap(\.variant)
        if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
            throw DocumentError(
                file: path, line: sweep.line, keyPath: "sweep",
                message: "two variants are named \(names[twice]); every value of a setting must be given once")
        }
    }

    /// The one experiment of a file without a sweep, or the named variant.
    ///
    /// - Throws: `DocumentError` with the variants if there is no such one or the choice is open.
    public func experiment(variant: String?) throws -> Experiment {
        let names = experiments.compactMap(\.variant)
        guard let variant else {
            if experiments.count == 1 { return experiments[0] }
            throw DocumentError(
                file: file, line: nil, keyPath: "sweep",
                message: "holds \(experiments.count) experiments; name one with --variant: "
                    + names.joined(separator: " "))
        }
        guard let found = experiments.first(where: { $0.variant == variant }) else {
            throw DocumentError.unknown(variant, among: names, option: "--variant", file: file)
        }
        return found
    }

    // MARK: Axes

    private typealias Setting = (path: String, label: String, value: DocumentValue)
    private typealias Point = (label: String, value: DocumentValue)

    /// Settings that change together: `points` holds their values, one list for each step along the axis.
    private struct Axis {
        let paths: [String]
        let points: [[Point]]
    }

    /// Each `path.to.key=value,value` as an axis of the product, and its last word in the experiment's name.
    private static func add(_ axes: [String], to root: inout DocumentValue) throws {
        for axis in axes {
            let origin = "--sweep \(axis)"
            let parts = axis.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw DocumentError(file: origin, message: "expected path.to.key=value,value")
            }
            let (path, name) = (String(parts[0]), String(parts[0].split(separator: ".").last ?? parts[0]))
            let list = parts[1].hasPrefix("[") || parts[1].hasPrefix("{") ? String(parts[1]) : "[\(parts[1])]"
            let values = try YAMLDocument.parse(list, file: origin)
            let known = root["sweep"]?["product"] ?? DocumentValue(.map([]))
            guard case .map(let entries) = known.content, !entries.contains(where: { $0.key == path }) else {
                throw DocumentError(file: origin, message: "the file sweeps over \(path) already")
            }
            let product = DocumentValue(.map(entries + [.init(path, values)]))
            try YAMLDocument.set(product, at: "sweep.product", in: &root, file: origin)
            if let experiment = root["name"]?.stringValue {
                try YAMLDocument.set(
                    DocumentValue(.string("\(experiment)-by-\(name)")), at: "name", in: &root, file: origin)
            }
        }
    }

    private static func axes(_ sweep: DocumentValue, file: String) throws -> [Axis] {
        func error(_ key: String, _ value: DocumentValue, _ message: String) -> DocumentError {
            DocumentError(
                file: file, line: value.line, keyPath: key.isEmpty ? "sweep" : "sweep.\(key)", message: message)
        }
        let reader = try DocumentReader(sweep, file: file, keyPath: "sweep")
        func lists(_ key: String) throws -> [(path: String, values: [Point])] {
            guard let value = reader.raw(key) else { return [] }
            guard case .map(let entries) = value.content, !entries.isEmpty else {
                throw error(key, value, "expected a map of path.to.key: [values], found \(value.summary)")
            }
            return try entries.map { entry in
                let values: [Point] =
                    switch entry.value.content {
                    case .list(let values): values.map { ($0.label, $0) }
                    case .map(let named): named.map { ($0.key, $0.value) }
                    case .null, .bool, .integer, .number, .string: []
                    }
                guard !values.isEmpty else {
                    throw error(
                        "\(key).\(entry.key)", entry.value,
                        "expected a list or a map of one or more values, found \(entry.value.summary)")
                }
                guard entry.key != "name" && entry.key != "seeds" else {
                    throw error(
                        "\(key).\(entry.key)", entry.value,
                        "cannot be swept: variants name themselves, and `seeds:` runs every variant on each seed")
                }
                return (entry.key, values)
            }
        }
        var axes = try lists("product").map { Axis(paths: [$0.path], points: $0.values.map { [$0] }) }
        let zipped = try lists("zip")
        if let first = zipped.first {
            if let other = zipped.first(where: { $0.values.count != first.values.count }) {
                throw error(
                    "zip.\(other.path)", sweep,
                    "\(other.values.count) values, but \(first.path) has \(first.values.count); zipped lists go together"
                )
            }
            axes.append(
                Axis(
                    paths: zipped.map(\.path),
                    points: first.values.indices.map { step in zipped.map { $0.values[step] } }))
        }
        guard !axes.isEmpty else { throw error("", sweep, "expected product: or zip: with path.to.key: [values]") }
        try reader.finish()
        let paths = axes.flatMap(\.paths)
        if let twice = paths.indices.first(where: { paths[..<$0].contains(paths[$0]) }) {
            throw error(paths[twice], sweep, "the setting is given twice in the sweep")
        }
        return axes
    }

    private static func combinations(_ axes: [Axis]) -> [[Setting]] {
        axes.reduce([[]]) { combinations, axis in
            combinations.flatMap { head in
                axis.points.map { head + zip(axis.paths, $0).map { ($0, $1.label, $1.value) } }
            }
        }
    }

    /// The last word of a path, or all of it where another path ends alike.
    private static func word(for path: String, among paths: [String]) -> String {
        func last(_ path: String) -> Substring { path.split(separator: ".").last ?? path[...] }
        return paths.count { last($0) == last(path) } > 1 ? path : String(last(path))
    }
}

extension DocumentValue {
    /// The value as part of a folder's name: its scalars, with '-' for what a name should not hold; long ones end in a
    /// hash of the whole.
    fileprivate var label: String {
        let text = scalars.joined(separator: "-")
        let allowed = text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) ? $0 : "-" }
        guard allowed.count > 40 else { return String(allowed) }
        return String(allowed.prefix(24)) + "-" + ((try? fingerprint()) ?? "").prefix(8)
    }

    private var scalars: [String] {
        switch content {
        case .null: ["none"]
        case .bool(let value): ["\(value)"]
        case .integer(let value): ["\(value)"]
        case .number(let value): ["\(value)"]
        case .string(let value): [value]
        case .list(let items): items.flatMap(\.scalars)
        case .map(let entries): entries.flatMap(\.value.scalars)
        }
    }

    /// Takes a key out of a map; nil if it is not there.
    fileprivate mutating func remove(_ key: String) -> DocumentValue? {
        guard case .map(var entries) = content, let index = entries.firstIndex(where: { $0.key == key }) else {
            return nil
        }
        let value = entries.remove(at: index).value
        self = with(.map(entries))
        return value
    }
}
