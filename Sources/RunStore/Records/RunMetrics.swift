import Foundation
import SiteSelection

extension RunMetric {
    /// Every metric without a parameter, in the order in which lists and exports have them. A new one is declared here.
    public static let all: [RunMetric] = [
        finalAccuracy, meanAccuracyLastTenth, bestAccuracy, finalLoss, perplexity, bitsPerCharacter, totalGrams,
        computeGrams, probeGrams, networkGrams,
        budgetGrams, overshootGrams, finalQueue, rounds, roundsTrained, meanSelected, totalUtility, wallSeconds,
        certificateGapPercent,
    ]

    public static let finalAccuracy = RunMetric(
        "final_accuracy", "final accuracy, %", .fraction, .higherIsBetter,
        "test accuracy of the last evaluated round, 0 to 1"
    ) { $0.accuracies.last }

    public static let meanAccuracyLastTenth = RunMetric(
        "mean_accuracy_last_tenth", "accuracy, %", .fraction, .higherIsBetter,
        "mean test accuracy over the evaluated rounds among the last tenth of all, else the final accuracy"
    ) { run in
        let last = run.lastTenth.compactMap(\.testAccuracy)
        return last.isEmpty ? run.accuracies.last : last.reduce(0, +) / Double(last.count)
    }

    public static let bestAccuracy = RunMetric(
        "best_accuracy", "best accuracy, %", .fraction, .higherIsBetter, "highest test accuracy of any round, 0 to 1"
    ) { $0.accuracies.max() }

    public static let finalLoss = RunMetric(
        "final_loss", "final loss", .nats, .lowerIsBetter,
        "mean test cross-entropy of the last evaluated round, of text per token"
    ) { $0.rows.last { $0.testLoss != nil }?.testLoss }

    public static let perplexity = RunMetric(
        "perplexity", "perplexity", .count, .lowerIsBetter, "e to the final loss, of runs on text",
        ofRecord: { run in run.configuration.textTokens == nil ? nil : run.summary?[.finalLoss].map { exp($0) } })

    public static let bitsPerCharacter = RunMetric(
        "bits_per_character", "bits per character", .bits, .lowerIsBetter,
        "final loss over ln 2, of runs on text; per byte where its tokens are bytes",
        ofRecord: { run in run.configuration.textTokens == nil ? nil : run.summary?[.finalLoss].map { $0 / log(2) } })

    public static let totalGrams = RunMetric("total_g", "total g", .grams, .neither, "all emissions of the run") {
        $0.spentGrams
    }

    public static let computeGrams = RunMetric(
        "compute_g", "compute g", .grams, .neither, "training and idle energy of the selected sites"
    ) { $0.sum(\.computeGrams) }

    public static let probeGrams = RunMetric(
        "probe_g", "probe g", .grams, .neither, "what the selection itself emitted, at all sites"
    ) { $0.sum(\.probeGrams) }

    public static let networkGrams = RunMetric(
        "network_g", "network g", .grams, .neither, "transfer of models and updates"
    ) { $0.sum(\.networkGrams) }

    public static let budgetGrams = RunMetric("budget_g", "budget g", .grams, .neither, "budget of the whole run") {
        $0.budgetGrams
    }

    public static let overshootGrams = RunMetric(
        "overshoot_g", "overshoot g", .grams, .lowerIsBetter, "how far the total lies above the budget; 0 within it"
    ) { max(0, $0.spentGrams - $0.budgetGrams) }

    public static let finalQueue = RunMetric(
        "queue_final", "final queue", .allowances, .neither, "virtual queue after the last round"
    ) { $0.finalQueue }

    public static let rounds = RunMetric("rounds", "rounds", .count, .neither, "rounds of the run") {
        Double($0.rows.count)
    }

    public static let roundsTrained = RunMetric(
        "rounds_trained", "rounds trained", .count, .neither, "rounds in which at least one site trained"
    ) { Double($0.rows.count { $0.selected > 0 }) }

    public static let meanSelected = RunMetric(
        "mean_selected", "mean sites", .count, .neither, "mean number of sites that trained, over all rounds"
    ) { run in
        run.rows.isEmpty ? 0 : Double(run.rows.reduce(0) { $0 + $1.selected }) / Double(run.rows.count)
    }

    public static let totalUtility = RunMetric(
        "total_utility", "Σ utility", .utility, .higherIsBetter,
        "Σ U_t(S_t) over the rounds in which the policy computed one"
    ) { run in
        let utilities = run.rows.compactMap(\.utility)
        return utilities.isEmpty ? nil : utilities.reduce(0, +)
    }

    public static let wallSeconds = RunMetric(
        "wall_seconds", "seconds", .seconds, .lowerIsBetter, "wall time over all processes of the run"
    ) { $0.wallSeconds }

    public static let certificateGapPercent = RunMetric(
        "gap_percent", "gap to bound, %", .percent, .lowerIsBetter,
        "distance of the run's utility to the certificate's bound", ofRecord: { $0.certificate?.gapPercent })
}
