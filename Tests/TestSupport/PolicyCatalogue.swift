import CarbonAccounting
import FederatedEngine
import SiteSelection

/// One of each policy, for properties that all must have.
public enum PolicyCatalogue {
    public static var all: [any SelectionPolicy] {
        [
            // The default of experiment files.
            CAFEPolicy(
                utility: .facilityLocation, gradients: .updates, penaltyWeight: .perAffordableSite(6),
                solver: .automatic, pacing: .remaining, memoryDrift: 0.1),
            FreshnessPolicy(), cafe(.facilityLocation, .stale), cafe(.expectedDescent(curvature: 1.5), .exact),
            cafe(.gradientMatching(), .stale), FullParticipationPolicy(), RandomPolicy(count: .fixed(2)),
            BudgetedRandomPolicy(), RoundRobinPolicy(count: .fixed(2)), LowestIntensityPolicy(),
            ThresholdPolicy(quantile: 0.5, windowRounds: 6), MyopicPolicy(utility: .expectedDescent(curvature: 1.5)),
            StaticBestPolicy(utility: .facilityLocation), DiverseClientsPolicy(count: .fixed(2)),
            PowerOfChoicePolicy(count: .fixed(2), candidates: 4), OortPolicy(count: .fixed(2), penalty: .duration),
            OortPolicy(count: .fixed(2), penalty: .carbon), FedZeroPolicy(count: .fixed(2)),
            LowcarbPolicy(
                count: .fixed(2), windowRounds: 6,
                forecast: .noisy(relativeStandardDeviation: 0.2, autocorrelation: 0.5)),
            GreenFLPolicy(closingRounds: 2), EcoLearnPolicy(count: .fixed(2)),
            OfflineOraclePolicy(utility: .facilityLocation, rehearsal: cafe(.facilityLocation, .stale)),
            cafe(.facilityLocation, GradientSource(.coreset(fraction: 0.5), dimensions: 16)),
        ]
    }

    public static func cafe(_ utility: UtilityKind, _ gradients: GradientSource) -> CAFEPolicy {
        CAFEPolicy(
            utility: utility, gradients: gradients, penaltyWeight: .fixed(1), solver: .randomizedDoubleGreedy(.random))
    }
}
