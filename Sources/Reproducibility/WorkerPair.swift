import Dispatch
import Foundation
import Synchronization

/// Two threads that do the halves of a piece of work, and of the next, and so on, thousands of times a second.
///
/// `WorkerPool.forEach` wakes threads for every call, which takes as long as a step of a small network. Here the helper looks out
/// for the next piece for some microseconds before it goes to sleep. The caller never waits for it to begin: a half that the helper
/// has not taken when the caller is done with its own is the caller's as well, so that a core that others use costs nothing.
public final class WorkerPair: Sendable {
    private let pieces = Atomic(0)
    /// Pieces whose second half somebody has taken.
    private let taken = Atomic(0)
    /// Pieces whose second half the helper has done.
    private let done = Atomic(0)
    private let isAsleep = Atomic(false)
    private let isOver = Atomic(false)
    private let alarm = DispatchSemaphore(value: 0)
    // Written by the caller before it counts a piece, read by the helper after it has taken that piece.
    nonisolated(unsafe) private var work: (Int) -> Void = { _ in }

    /// Looks at a counter before the helper sleeps: some tens of microseconds.
    private static let patience = 20_000

    fileprivate init() {}

    /// Calls `body(0)` and `body(1)`, at once if the helper is there in time, and returns when both have returned.
    public func halves(_ body: (_ half: Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            work = body
            let piece = pieces.add(1, ordering: .sequentiallyConsistent).newValue
            if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { alarm.signal() }
            body(0)
            if take(piece) {
                body(1)
            } else {
                var looks = 0
                while done.load(ordering: .acquiring) != piece {
                    looks += 1
                    // The helper may wait for the very core that this thread holds.
                    if looks > Self.patience { sched_yield() }
                }
            }
            work = { _ in }
        }
    }

    /// Whether the second half of a piece is the calling thread's.
    private func take(_ piece: Int) -> Bool {
        taken.compareExchange(expected: piece - 1, desired: piece, ordering: .acquiringAndReleasing).exchanged
    }

    /// What the second thread does until the end.
    fileprivate func help() {
        var seen = 0
        while true {
            var looks = 0
            while pieces.load(ordering: .acquiring) == seen, !isOver.load(ordering: .acquiring) {
                looks += 1
                if looks > Self.patience {
                    sleep(unlessMoreThan: seen)
                    looks = 0
                }
            }
            if isOver.load(ordering: .acquiring) { return }
            seen = pieces.load(ordering: .acquiring)
            guard take(seen) else { continue }
            doSecondHalf()
            done.store(seen, ordering: .releasing)
        }
    }

    /// Not inlined: the caller's closure must be let go of before the piece counts as done.
    @inline(never) private func doSecondHalf() { work(1) }

    /// Sleeps until the next piece or the end; whoever takes `isAsleep` back decides whether the alarm rings.
    private func sleep(unlessMoreThan seen: Int) {
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        let hasWork =
            pieces.load(ordering: .sequentiallyConsistent) != seen || isOver.load(ordering: .sequentiallyConsistent)
        if hasWork, isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
        alarm.wait()
    }

    fileprivate func end() {
        isOver.store(true, ordering: .sequentiallyConsistent)
        if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { alarm.signal() }
    }
}

extension WorkerPool {
    /// Calls `body` with a pair whose helper is one of this pool's workers; a pool of one leaves both halves to the caller.
    public func withPair<Result>(_ body: (WorkerPair) -> Result) -> Result {
        let pair = WorkerPair()
        guard workers > 1 else { return body(pair) }
        return withoutActuallyEscaping(body) { body in
            nonisolated(unsafe) let body = body
            nonisolated(unsafe) var result: Result?
            forEach(2) { _, index in
                if index == 0 {
                    result = body(pair)
                    pair.end()
                } else {
                    pair.help()
                }
            }
            return result!
        }
    }
}
