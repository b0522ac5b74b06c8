import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The calling thread and a helper, for work that comes in pairs of equal pieces of some ten microseconds or more.
///
/// Between two pairs the helper waits actively: threads of a pool would fall asleep, and waking them takes as long as such a
/// piece. To be ended with `end`; meant for one caller at a time.
public final class ThreadPair: Sendable {
    private enum Order {
        static let (wait, work, end) = (0, 1, 2)
    }

    private let order = Atomic(Order.wait)
    /// Of the pair at hand; written by the caller while the helper waits.
    nonisolated(unsafe) private var body: ((Int) -> Void)?

    /// - Parameter hasHelper: false runs both pieces on the calling thread, one after the other.
    public init(hasHelper: Bool) {
        guard hasHelper else {
            order.store(Order.end, ordering: .relaxed)
            return
        }
        Thread { [self] in
            while true {
                switch watch({ $0 != Order.wait }) {
                case Order.work:
                    work()
                    order.store(Order.wait, ordering: .releasing)
                default: return
                }
            }
        }.start()
    }

    /// Calls `body(0)` and `body(1)`, at once where there is a helper, and returns when both have.
    public func both(_ body: (_ piece: Int) -> Void) {
        guard order.load(ordering: .relaxed) != Order.end else {
            body(0)
            body(1)
            return
        }
        withoutActuallyEscaping(body) { escaping in
            self.body = escaping
            order.store(Order.work, ordering: .releasing)
            body(0)
            _ = watch { $0 == Order.wait }
            self.body = nil
        }
    }

    /// Lets the helper go; what comes later runs on the calling thread.
    public func end() { order.store(Order.end, ordering: .releasing) }

    /// A call of its own: the closure must have been let go when the caller goes on.
    @inline(never) private func work() { body?(1) }

    /// Looks until the order is of the kind, and gives the core away between looks after the first thousands.
    private func watch(_ isMet: (Int) -> Bool) -> Int {
        var looks = 0
        while true {
            let now = order.load(ordering: .acquiring)
            if isMet(now) { return now }
            looks += 1
            if looks > 4096 { sched_yield() }
        }
    }
}
