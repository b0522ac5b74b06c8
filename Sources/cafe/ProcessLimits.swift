import Foundation
import LinearAlgebra

/// Limits of this process under which the libraries below would crash or wait for ever, so that they are asked first.
enum ProcessLimits {
    /// Descriptors of a run with its file of each kind, and of the event queue of the runtime, which traps without one.
    private static let descriptors: rlim_t = 32

    /// What is missing; nil if nothing is.
    static var shortage: String? {
        var limit = rlimit()
        #if canImport(Glibc)
            let status = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
            let status = getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        if status == 0, limit.rlim_cur < descriptors {
            return "\(limit.rlim_cur) files may be open at once (ulimit -n), \(descriptors) are needed"
        }
        return BLASRuntime.shortage(threads: ProcessInfo.processInfo.activeProcessorCount)
    }
}
