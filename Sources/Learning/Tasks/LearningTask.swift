import LinearAlgebra
import Reproducibility

/// A model bound to its data: all that federated training asks of learning.
///
/// Parameters are one flat vector. Examples are known by their rows alone, so inputs may be images, sequences or anything
/// else. Results are the same for any caller and workspace is used; different calls may run at once in different
/// workspaces.
public protocol LearningTask: Sendable {
    /// Memory for the passes of one thread, made once.
    associatedtype Workspace

    var parameterCount: Int { get }
    var work: WorkPerExample { get }
    /// Examples of the test set.
    var testCount: Int { get }
    /// 1, or the tokens of a text: how much memory the passes of an example take.
    var predictionsPerExample: Int { get }

    /// Starting parameters, the same for the same seed.
    func initialParameters(seed: UInt64) -> [Float]

    /// - Parameter batchCapacity: most examples of one pass.
    func makeWorkspace(batchCapacity: Int) -> Workspace

    /// Local training in place on rows of the training set; no rows or no effort leave the parameters as they are.
    ///
    /// - Parameters:
    ///   - start: where in the run the training begins.
    ///   - rng: decides the order of the examples and their augmentation.
    func train(
        _ parameters: inout [Float], rows: [Int], settings: LocalTraining, learningRate: Float,
        from start: TrainingStart,
        using rng: inout RandomStream, in workspace: Workspace
    ) -> TrainingOutcome

    /// As above, split over the pool in pieces that do not depend on its workers, for a round with a single site.
    ///
    /// - Parameter workspaces: two or more.
    func train(
        _ parameters: inout [Float], rows: [Int], settings: LocalTraining, learningRate: Float,
        from start: TrainingStart,
        using rng: inout RandomStream, pool: WorkerPool, workspaces: [Workspace]
    ) -> TrainingOutcome

    /// Mean gradient of the loss over rows of the training set, or the mean weighted by `weights`.
    ///
    /// - Parameters:
    ///   - rows: at least one.
    ///   - weights: one for each row, not negative, with a positive sum.
    ///   - gradient: overwritten; as long as the parameters.
    func gradient(
        _ parameters: [Float], rows: [Int], weights: [Float]?, into gradient: inout [Float], in workspace: Workspace)

    /// Mean gradient by the parameters of the last layer over rows of the training set.
    func lastLayerGradient(_ parameters: [Float], rows: [Int], in workspace: Workspace) -> [Float]

    /// Loss and accuracy over rows of a part of the data.
    func evaluate(_ parameters: [Float], on part: DataPart, rows: [Int], in workspace: Workspace) -> Evaluation

    /// Inputs as vectors (of texts, how often each token occurs), a row each, and classes of some training examples: what
    /// coresets of examples are chosen by.
    func vectors(of rows: [Int]) -> (inputs: Matrix, classes: [Int])

    /// Training examples of each class among `rows`.
    func classCounts(of rows: [Int]) -> [Int]
}

/// A part of a data set.
public enum DataPart: Sendable {
    case training, test
}
