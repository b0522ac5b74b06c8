import Documents
import Foundation
import RunStore

/// One method held against all others over many experiments, a cell each.
///
/// In a cell the method is behind if any rival is ahead of it, ahead if it is ahead of every rival, and level otherwise; see
/// `Standing`. Its regret is how far its mean lies below the best mean.
public struct GridComparison: Sendable {
    public struct Cell: Sendable {
        public let name: String
        /// By method: the metric over the seeds that every method of the cell has.
        public let statistics: [(method: String, value: SampleStatistics)]
        public let best: String
        /// The best method beside the subject.
        public let rival: String
        /// Subject minus rival, paired over seeds.
        public let difference: SampleStatistics
        /// Seeds compared.
        public let seeds: Int
        /// Mean grams of each method to 95 % of the best method's mean; nil where a seed never got there.
        public let gramsToLevel: [String: Double]

        /// Of the subject.
        public let standing: Standing

        /// The subject's mean minus its lowest seed.
        public let depthOfWorstSeed: Double

        /// Best mean minus the subject's, ≥ 0.
        public var regret: Double { max(0, -difference.mean) }

        /// Best mean minus that of each method, ≥ 0.
        public var regrets: [(method: String, value: Double)] {
            let top = statistics.map(\.value.mean).max() ?? 0
            return statistics.map { ($0.method, top - $0.value.mean) }
        }
    }

    public let subject: String
    public let cells: [Cell]

    /// In how many cells the subject stands so.
    public func count(_ standing: Standing) -> Int { cells.count { $0.standing == standing } }
    public var meanRegret: Double { cells.reduce(0) { $0 + $1.regret } / Double(max(1, cells.count)) }
    /// The smallest difference to the best other method.
    public var worst: Cell? { cells.min { $0.difference.mean < $1.difference.mean } }

    /// The largest distance of the subject's lowest seed below its mean.
    public var depthOfWorstSeed: Double { cells.map(\.depthOfWorstSeed).max() ?? 0 }

    /// The subject's grams to 95 % of the best over those of the rival that takes fewest, the median over the cells where both
    /// get there; nil without one.
    public var medianGramsRatio: Double? {
        let ratios = cells.compactMap { cell -> Double? in
            guard let own = cell.gramsToLevel[subject],
                let fewest = cell.gramsToLevel.filter({ $0.key != subject }).values.min()
            else { return nil }
            return own / fewest
        }.sorted()
        guard !ratios.isEmpty else { return nil }
        return (ratios[(ratios.count - 1) / 2] + ratios[ratios.count / 2]) / 2
    }

    /// - Parameters:
    ///   - folders: hold the experiments' folders.
    ///   - subject: the method held against the others.
    ///   - rivals: nil for all other methods that do not know the future.
    /// - Throws: `DocumentError` if there is no experiment with the subject and a rival, and for files that do not parse.
    public init(_ folders: [String], subject: String, rivals: [String]? = nil) throws {
        self.subject = subject
        var isFolder: ObjCBool = false
        cells = try folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let cells: [Cell] = try names.sorted().compactMap { name in
                let path = "\(folder)/\(name)"
                guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                    return nil
                }
                return try Cell(ExperimentRecord(path), name: name, subject: subject, rivals: rivals)
            }
            guard !cells.isEmpty else {
                throw DocumentError(
                    file: folder, message: "holds no experiment with runs of '\(subject)' and another method")
            }
            return cells
        }
    }
}

extension GridComparison.Cell {
    /// Nil without a seed that the subject and all rivals have finished.
    init?(_ experiment: ExperimentRecord, name: String, subject: String, rivals: [String]?) {
        let methods = experiment.methods.filter {
            !$0.completed.isEmpty && ($0.name == subject || rivals?.contains($0.name) ?? !$0.isOffline)
        }
        guard methods.contains(where: { $0.name == subject }), methods.count > 1 else { return nil }
        let common = methods.map { Set($0.completed.map(\.manifest.seed)) }.reduce(nil as Set<UInt64>?) {
            $0?.intersection($1) ?? $1
        }
        let seeds = (common ?? []).sorted()
        let runs = methods.map { method in
            (method.name, method.completed.filter { seeds.contains($0.manifest.seed) })
        }
        let values = runs.map { ($0.0, $0.1.compactMap { $0.summary?.meanAccuracyLastTenth }) }
        guard !seeds.isEmpty, values.allSatisfy({ $0.1.count == seeds.count }) else { return nil }
        let statistics = values.compactMap { name, values in SampleStatistics(values).map { (method: name, value: $0) }
        }
        let ranked = statistics.sorted { $0.value.mean > $1.value.mean }
        guard let best = ranked.first, let rival = ranked.first(where: { $0.method != subject }),
            let own = values.first(where: { $0.0 == subject })?.1,
            let other = values.first(where: { $0.0 == rival.method })?.1,
            let difference = SampleStatistics(zip(own, other).map { $0 - $1 })
        else { return nil }
        self.name = name
        self.statistics = statistics
        self.best = best.method
        self.rival = rival.method
        self.difference = difference
        self.seeds = seeds.count
        depthOfWorstSeed = own.reduce(0, +) / Double(own.count) - (own.min() ?? 0)
        let bySeed = values.map { ($0.0, Dictionary(uniqueKeysWithValues: zip(seeds, $0.1))) }
        let subjectBySeed = bySeed.first { $0.0 == subject }?.1 ?? [:]
        let standings = bySeed.filter { $0.0 != subject }
            .compactMap { PairedComparison(subjectBySeed, against: $0.1, baseline: $0.0) }
            .standings(direction: .higherIsBetter)
        standing =
            standings.contains(.behind) ? .behind : standings.allSatisfy { $0 == .ahead } ? .ahead : .level
        var grams: [String: Double] = [:]
        for (method, runs) in runs {
            let reached = runs.compactMap { $0.grams(toAccuracy: 0.95 * best.value.mean) }
            if reached.count == runs.count { grams[method] = reached.reduce(0, +) / Double(reached.count) }
        }
        gramsToLevel = grams
    }
}
