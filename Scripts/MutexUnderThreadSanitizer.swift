// Mutex locks with a futex that the thread sanitizer does not know: it sees two threads write and no lock between them.
// swiftc -parse-as-library -sanitize=thread Scripts/MutexUnderThreadSanitizer.swift -o /tmp/probe && /tmp/probe
import Dispatch
import Synchronization

final class Counter: Sendable {
    let value = Mutex([0])
}

@main struct Probe {
    static func main() {
        let counter = Counter()
        DispatchQueue.concurrentPerform(iterations: 200_000) { _ in counter.value.withLock { $0[0] += 1 } }
        print(counter.value.withLock { $0[0] })  // always 200000
    }
}
