import Documents

/// All utilities, by the value of `utility.kind`.
public let utilities = Registry<UtilityKind>(
    "utility", plural: "utilities",
    [
        .init("facilityLocation", "share-weighted distance of all sites to their nearest in the set; submodular") { _ in
            .facilityLocation
        },
        .init("kCenter", "largest distance of a site to its nearest in the set; not submodular") { _ in .kCenter },
        .init("gradientMatching", "how well a weighted sum of the set matches the mean gradient; weakly submodular") {
            .gradientMatching(
                ridge: try $0.number(
                    "ridge", .atLeast(0), default: 0, help: "λ, penalty on the squared weights, relative to ‖ḡ‖²"))
        },
        .init("expectedDescent", "descent that the set's own aggregation promises; ours, not submodular") {
            .expectedDescent(
                curvature: try $0.number(
                    "curvature", .within(1...1.999), default: 1, help: "κ, what the length of the step costs"))
        },
    ])
