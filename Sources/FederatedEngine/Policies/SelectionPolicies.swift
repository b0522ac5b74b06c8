import Documents

/// All selection policies, by the value of `policy.kind`; tests hold it to the types of this folder.
public let selectionPolicies = Registry<any SelectionPolicy>(
    "policy", plural: "policies",
    [
        .init(CAFEPolicy.kind, "CAFE: ours by the freshness index, or drift plus penalty over a coreset utility") {
            try CAFEVariant.policy($0)
        }, .init(MyopicPolicy.self), .init(StaticBestPolicy.self),
        .init(OfflineOraclePolicy.self),
        .init(FullParticipationPolicy.self), .init(RandomPolicy.self), .init(BudgetedRandomPolicy.self),
        .init(RoundRobinPolicy.self), .init(LowestIntensityPolicy.self), .init(ThresholdPolicy.self),
        .init(DiverseClientsPolicy.self), .init(PowerOfChoicePolicy.self), .init(OortPolicy.self),
        .init("carbonOort", "carbon-oort: Oort with footprints in place of durations") { try OortPolicy.carbon($0) },
        .init(FedZeroPolicy.self), .init(LowcarbPolicy.self), .init(GreenFLPolicy.self), .init(EcoLearnPolicy.self),
        .init(ExternalPolicy.self),
    ])
