import Reproducibility

extension Network {
    /// Loss and accuracy on `rows`, in batches of the workspace's capacity; zero counts for no rows.
    public func evaluate(
        _ parameters: [Float], on dataset: Dataset, rows: some RandomAccessCollection<Int>,
        in workspace: NetworkWorkspace
    ) -> Evaluation {
        check(parameters.count, dataset, workspace)
        var total = Evaluation()
        var rest = rows[...]
        while !rest.isEmpty {
            let piece = rest.prefix(workspace.batchCapacity)
            rest = rest.dropFirst(piece.count)
            gather(dataset, piece, in: workspace)
            parameters.withUnsafeBufferPointer { forward($0.baseAddress!, batch: piece.count, in: workspace) }
            let logits = workspace.activations[operations.count]
            for (i, row) in piece.enumerated() {
                for place in 0..<predictions {
                    guard let label = dataset.targets[row, place] else { continue }
                    let line = UnsafePointer(logits + (i * predictions + place) * classes)
                    total.lossSum += Double(SoftmaxCrossEntropy.loss(line, label: label, classes: classes))
                    total.correct += SoftmaxCrossEntropy.prediction(line, classes: classes) == label ? 1 : 0
                    total.count += 1
                }
            }
        }
        return total
    }

    /// As above over all examples, in pieces of the workspaces' capacity spread over the pool's workers; the sums run in
    /// the order of the pieces, whatever the number of workers.
    ///
    /// - Parameter workspaces: one for each worker of the pool, all of one capacity.
    public func evaluate(
        _ parameters: [Float], on dataset: Dataset, pool: WorkerPool, workspaces: [NetworkWorkspace]
    ) -> Evaluation {
        precondition(workspaces.count >= pool.workers, "\(workspaces.count) workspaces for \(pool.workers) workers")
        let capacity = workspaces[0].batchCapacity
        precondition(workspaces.allSatisfy { $0.batchCapacity == capacity }, "workspaces of different capacity")
        nonisolated(unsafe) let workspaces = workspaces
        var pieces = [Evaluation](repeating: Evaluation(), count: (dataset.count + capacity - 1) / capacity)
        pieces.withUnsafeMutableBufferPointer { pieces in
            nonisolated(unsafe) let pieces = pieces
            pool.forEach(pieces.count) { worker, piece in
                pieces[piece] = evaluate(
                    parameters, on: dataset, rows: piece * capacity..<min((piece + 1) * capacity, dataset.count),
                    in: workspaces[worker])
            }
        }
        return pieces.reduce(Evaluation(), +)
    }
}
