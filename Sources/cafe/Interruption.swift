import Foundation
import Synchronization

/// The wish of a user or a batch system that the program come to an end.
enum Interruption {
    private static let received = Atomic<Int32>(0)

    /// The signal that came; nil for none.
    static var signal: Int32? {
        let number = received.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// From now on the first SIGINT or SIGTERM is noted in `signal`; the next has its usual effect.
    static func watch() {
        // Touched here so that the handler finds it initialized.
        received.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            Foundation.signal(number) { number in
                Interruption.received.store(number, ordering: .relaxed)
                Foundation.signal(number, SIG_DFL)
            }
        }
    }
}
