import CarbonAccounting
import Documents
import Reproducibility

/// Lowcarb: sites whose grid will not get much cleaner soon, with more patience for those that took part often.
///
///     window_n = round(W · max(0, 2 p_n / p_max − 1)),  half to even; W where no site has trained yet
///     score_n  = min_{1≤h≤window_n} (CI_n(t + h) − CI_n(t))
///
/// p_n counts participations; p_max and the 80th percentile of p are over the available sites. Sites with no window rank
/// first, among themselves by lowest CI_n(t), then the others by largest score; sites above the percentile come last, by
/// fewest participations. The k first take part, ties to the lower index. The forecast ends with the trace, and windows
/// with it. W = 0 is the k lowest intensities among the sites that did not take part too often.
///
/// Source: the Lowcarb plugin for Flower (Wiesner et al.). Ours: the forecast model is a setting; a window is in rounds,
/// there in hours; the order among sites above the percentile; and a site without a window ranks by its intensity, which
/// their code means but loses to rounding.
public struct LowcarbPolicy: SelectionPolicy {
    public static let kind = "lowcarb"
    public static let abstract = "Lowcarb: sites whose grid will not get much cleaner soon"

    public let count: SiteCount
    /// W ≥ 0.
    public let windowRounds: Int
    public let forecast: ForecastModel

    static let restQuantile = 0.8

    public init(count: SiteCount, windowRounds: Int = 12, forecast: ForecastModel = .perfect) {
        precondition(windowRounds >= 0, "a window of \(windowRounds) rounds")
        (self.count, self.windowRounds, self.forecast) = (count, windowRounds, forecast)
    }

    public init(_ reader: DocumentReader) throws {
        self.init(
            count: try SiteCount(reader),
            windowRounds: try reader.integer(
                "windowRounds", atLeast: 0, default: 12, help: "W, the longest look ahead [rounds]"),
            forecast: try reader.member(
                "forecast", of: forecasts, default: "perfect", help: "how later intensities are predicted"))
    }

    public var forecastModel: ForecastModel? { forecast }

    public mutating func select(in slot: Slot) throws -> Selection {
        guard !slot.available.isEmpty else { return .nobody }
        let counts = slot.history.counts.map(Double.init)
        let present = slot.available.map { counts[$0] }
        let most = present.max() ?? 0
        let limit = present.quantile(Self.restQuantile)
        let resting = slot.available.filter { counts[$0] > limit }.sorted { (counts[$0], $0) < (counts[$1], $1) }
        var ranked: [(patient: Bool, score: Double, site: Int)] = []
        for site in slot.available where counts[site] <= limit {
            let fraction = most > 0 ? max(0, 2 * counts[site] / most - 1) : 1
            let window = min(
                Int(saturating: (Double(windowRounds) * fraction).rounded(.toNearestOrEven)), slot.roundsAheadOnTrace)
            let changes = try (0..<window).map {
                try slot.forecastIntensity(site: site, roundsAhead: $0 + 1, by: forecast) - slot.intensities[site]
            }
            ranked.append((window > 0, changes.min() ?? -slot.intensities[site], site))
        }
        ranked.sort { ($0.patient ? 1 : 0, -$0.score, $0.site) < ($1.patient ? 1 : 0, -$1.score, $1.site) }
        return Selection(Array((ranked.map(\.site) + resting).prefix(count.value(in: slot))))
    }
}
