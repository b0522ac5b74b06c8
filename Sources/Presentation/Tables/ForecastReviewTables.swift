import CarbonAccounting

/// The errors of forecasts as text: by horizon over all zones, and by zone at one horizon.
public struct ForecastReviewTables: Sendable {
    public let head: String
    public let byHorizon: TextTable
    /// Of the horizon nearest to a day.
    public let byZone: TextTable
    public let zoneHead: String

    public init(_ review: ForecastReview) {
        let kinds = ForecastReview.models.map(\.description)
        head =
            "mean absolute error in gCO2eq/kWh (in per cent of the truth), forecasts made every hour from \(review.from) to"
            + " \(review.to), mean over \(review.zones.count) zones"
        var byHorizon = TextTable([.init("hours ahead")] + kinds.map { .init($0) })
        for horizon in review.horizonHours {
            byHorizon.append(
                ["\(horizon)"]
                    + kinds.map { kind in
                        let mean = review.mean(kind, horizonHours: horizon)
                        return Self.text(mean.absolute, mean.percent)
                    })
        }
        self.byHorizon = byHorizon
        let day = review.horizonHours.min { abs($0 - 24) < abs($1 - 24) } ?? 24
        zoneHead = "\(day) h ahead, by zone:"
        var byZone = TextTable([.init("zone", .left)] + kinds.map { .init($0) })
        for zone in review.zones {
            byZone.append(
                [zone]
                    + kinds.map { kind in
                        let score = review.scores.first {
                            $0.zone == zone && $0.forecast == kind && $0.horizonHours == day
                        }
                        return score.map { Self.text($0.error.meanAbsolute, $0.error.meanAbsolutePercent) } ?? "–"
                    })
        }
        self.byZone = byZone
    }

    private static func text(_ absolute: Double, _ percent: Double?) -> String {
        absolute.formatted(decimals: 1) + (percent.map { " (\($0.formatted(decimals: 1)) %)" } ?? "")
    }
}
