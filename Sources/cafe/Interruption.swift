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

    /// From now on the first SIGINT, SIGTERM or SIGHUP is noted in `signal`; the next has its usual effect. A SIGHUP
    /// that is ignored, as nohup has it, stays so.
    static func watch() {
        // Touched here so that the handler finds it initialized.
        received.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var present = sigaction()
            sigaction(number, nil, &present)
            // A shell starts what it puts into the background with SIGINT ignored, and that is no wish to go on.
            if number == SIGHUP, isIgnored(present) { continue }
            Foundation.signal(number) { number in
                Interruption.received.store(number, ordering: .relaxed)
                Foundation.signal(number, SIG_DFL)
            }
        }
    }

    /// SIGQUIT and SIGABRT end the program: the crash handler of the Swift runtime prints where it was and lets it go on.
    static func endAtOnce() {
        for number in [SIGQUIT, SIGABRT] { Foundation.signal(number, SIG_DFL) }
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        #if canImport(Darwin)
            let handler = action.__sigaction_u.__sa_handler
        #else
            let handler = action.__sigaction_handler.sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
