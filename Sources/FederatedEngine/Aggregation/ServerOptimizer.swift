import Documents

/// What the server does with the aggregated update of a round.
///
/// A value: settings plus `memory`, the part that must survive a checkpoint.
public protocol ServerOptimizer: SelfDescribing, Remembering {
    /// Applies the aggregated update of one round to the model.
    ///
    /// - Precondition: `update` and `parameters` are equally long, and as long as in earlier rounds.
    mutating func apply(update: [Float], to parameters: inout [Float])
}

/// All server optimizers, by the value of `server.kind`.
public let serverOptimizers = Registry<any ServerOptimizer>(
    "server optimizer", plural: "server optimizers",
    types: [Averaging.self, ServerMomentum.self, ServerNesterov.self, ServerAdam.self])

func checkLengths(_ update: [Float], _ parameters: [Float], earlier: [Float]) {
    precondition(
        update.count == parameters.count && (earlier.isEmpty || earlier.count == update.count),
        "an update of \(update.count) entries for \(parameters.count) parameters, earlier \(earlier.count)")
}
