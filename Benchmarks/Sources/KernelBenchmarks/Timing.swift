import Foundation

/// CPU time of the calling thread per call of `body`: the least of seven pieces of at least 20 ms.
///
/// CPU time and the minimum, because what is measured runs on one thread and the machine may be doing other things.
func secondsPerCall(_ body: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
    var repeats = 1
    var best = Double.infinity
    var pieces = 0
    while pieces < 7 {
        let start = now()
        for _ in 0..<repeats { body() }
        let time = now() - start
        if time < 0.02 {
            repeats *= 2
        } else {
            best = min(best, time / Double(repeats))
            pieces += 1
        }
    }
    return best
}
