import Dispatch
import Synchronization

/// Runs independent pieces of work on up to `workers` threads.
///
/// Pieces are handed out in index order to whichever worker is free, so uneven pieces balance; results come back in
/// index order, so sums over them do not depend on the number of workers. Each worker has a number below `workers`
/// that no other thread uses at the same time: the place for one workspace per worker.
public struct WorkerPool: Sendable {
    public let workers: Int

    /// - Parameter workers: at least 1; more than the machine's cores brings nothing.
    public init(workers: Int) {
        precondition(workers >= 1, "a pool of \(workers) workers")
        self.workers = workers
    }

    /// Calls `body(worker, index)` once for each index in `0..<count` and returns when all calls have returned.
    public func forEach(_ count: Int, _ body: @Sendable (_ worker: Int, _ index: Int) -> Void) {
        let active = min(workers, count)
        guard active > 1 else {
            for index in 0..<count { body(0, index) }
            return
        }
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: active) { worker in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(worker, index)
            }
        }
    }

    /// The results of `body(worker, index)` for each index in `0..<count`, in index order; the error of the lowest
    /// failing index if any call threw.
    public func map<Result: Sendable>(
        _ count: Int, _ body: @Sendable (_ worker: Int, _ index: Int) throws -> Result
    ) throws -> [Result] {
        var slots = [Swift.Result<Result, any Error>?](repeating: nil, count: count)
        slots.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            forEach(count) { worker, index in
                buffer[index] = Swift.Result { try body(worker, index) }
            }
        }
        return try slots.map { try $0!.get() }
    }
}
