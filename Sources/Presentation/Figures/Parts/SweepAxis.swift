import CarbonAccounting
import Documents
import RunStore

/// A setting that differs between experiments and is put on the axis of one figure.
enum SweepAxis {
    case budget
    case heterogeneity

    private var figureName: String {
        switch self {
        case .budget: AccuracyBudgetFigure.kind
        case .heterogeneity: AccuracyHeterogeneityFigure.kind
        }
    }

    /// Path of the setting in an experiment file.
    private var path: String {
        switch self {
        case .budget: "budget.fractionOfFull"
        case .heterogeneity: "partition.alpha"
        }
    }

    private func value(in configuration: RunConfiguration) -> Double? {
        switch self {
        case .budget: if case .fractionOfFull(let fraction)? = configuration.budget { fraction } else { nil }
        case .heterogeneity: configuration.concentration
        }
    }

    private var label: String {
        switch self {
        case .budget: "budget, % of full participation"
        case .heterogeneity: "Dirichlet α (left: few classes per site)"
        }
    }

    private func position(_ value: Double) -> Double { self == .budget ? value * 100 : value }

    /// Mean accuracy over the last tenth of the rounds against the setting, a line for each method.
    ///
    /// Methods go by name across the experiments; a method that an experiment lacks has no point there.
    func figure(_ records: [ExperimentRecord], on sheet: FigureSheet) throws -> Figure {
        var styles: [String: MethodStyle] = [:]
        for record in records { styles.merge(MethodStyle.styles(of: record)) { first, _ in first } }
        var names: [String] = []
        for method in records.flatMap(\.methods) where !names.contains(method.name) { names.append(method.name) }
        var settings = Set<Double>()
        var curves = BandedCurves(x: "setting", y: "accuracy_percent", spread: sheet.spread)
        for method in names {
            var points: [(x: Double, values: [Double?])] = []
            for record in records {
                guard let runs = record.methods.first(where: { $0.name == method })?.completed,
                    let setting = runs.first.flatMap({ value(in: $0.configuration) })
                else { continue }
                guard !points.contains(where: { $0.x == position(setting) }) else {
                    throw FigureError.nothingToShow(
                        figure: figureName,
                        reason: "two of the experiments have \(path) = \(shortNumber(setting)); name one for each value"
                    )
                }
                settings.insert(setting)
                let values = runs.map { run in run.summary?.meanAccuracyLastTenth.map { $0 * 100 } }
                points.append((position(setting), values))
            }
            guard let style = styles[method] else { continue }
            curves.append(method, style: style, points: points.sorted { $0.x < $1.x })
        }
        guard settings.count > 1 else {
            throw FigureError.nothingToShow(
                figure: figureName, reason: "the experiments do not differ in \(path); name at least two that do")
        }
        return Figure(
            sheet,
            caption:
                "Mean \(records[0].accuracyName) over the last tenth of the rounds against \(label). Lines: mean over "
                + "\(seedCount(records))\(sheet.spread.note).\(curves.finding(" %"))",
            blocks: curves.blocks,
            stack: curves.panel(
                on: sheet, x: .settings(settings.map(position)), xTitle: label, y: .numbers(curves.bounds),
                yTitle: "\(records[0].accuracyName), %"))
    }
}
