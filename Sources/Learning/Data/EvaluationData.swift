import Documents

/// What a run is measured on. Settings are chosen on validation data, so that the test set says something new about them.
public enum EvaluationData: Sendable, Equatable {
    case test
    /// A part of the training set that no site gets, the same for all seeds.
    case validation(share: Double)

    /// As in "test accuracy".
    public var name: String {
        switch self {
        case .test: "test"
        case .validation: "validation"
        }
    }
}

/// All of what a run can be measured on, by the value of `evaluation.kind`.
public let evaluationData = Registry<EvaluationData>(
    "evaluation", plural: "evaluations",
    [
        .init("test", "accuracy on the test set") { _ in .test },
        .init("validation", "accuracy on a part of the training set that no site gets, the same for all seeds") {
            .validation(
                share: try $0.number(
                    "share", .within(0.01...0.9), default: 0.2, help: "the part of the training examples held out"))
        },
    ])
