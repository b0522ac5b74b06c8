import COpenBLAS
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The OpenBLAS library that this process is linked to, and the one setting that the project relies on.
///
/// Every BLAS call runs on the calling thread: `useOneThreadPerCall` is evaluated once, before the first call, and
/// parallelism lives above BLAS, over sites, row blocks and runs. The bits of a result depend on the kernel set that
/// OpenBLAS picks for the processor (`coreName`); the environment variable `OPENBLAS_CORETYPE` pins it.
public enum BLASRuntime {
    /// Build options of the linked library, for example `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH … Haswell`.
    /// Asked once: OpenBLAS puts the text together in a buffer that callers on other threads share.
    public static let configuration = String(cString: openblas_get_config())

    /// Name of the kernel set in use, for example `Haswell` or `SkylakeX`.
    public static var coreName: String { String(cString: openblas_get_corename()) }

    /// What is slower than it need be where `OPENBLAS_CORETYPE` pins kernels with shorter vectors than the processor has; nil
    /// where it does not, or the system does not say what the processor has.
    public static var slowerKernels: String? {
        guard let pinned = getenv("OPENBLAS_CORETYPE").map({ String(cString: $0) }),
            let info = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let flags = info.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
        else { return nil }
        return slowerKernels(pinned: pinned, core: coreName, flags: Set(flags.split(separator: " ").map(String.init)))
    }

    /// - Parameters:
    ///   - pinned: the value of `OPENBLAS_CORETYPE`.
    ///   - core: the kernel set in use.
    ///   - flags: of the processor, as Linux names them.
    package static func slowerKernels(pinned: String, core: String, flags: Set<String>) -> String? {
        // OpenBLAS's kernel sets by the length of their vectors, and the flag that a processor with the longer ones has.
        let (long, middle) = (["SkylakeX", "Cooperlake", "SapphireRapids"], ["Haswell", "Zen", "Excavator"])
        guard !long.contains(core) else { return nil }
        let better: String
        if flags.isSuperset(of: ["avx512f", "avx512dq", "avx512bw", "avx512vl"]) {
            better = "AVX-512"
        } else if flags.isSuperset(of: ["avx2", "fma"]), !middle.contains(core) {
            better = "AVX2"
        } else {
            return nil
        }
        return
            "OPENBLAS_CORETYPE=\(pinned) pins the kernels \(core), and this processor has \(better): without it products"
            + " are faster, with other last bits"
    }

    /// Evaluated once and for all; each wrapper touches it before it calls into BLAS, and a program better at its start:
    /// the threads that OpenBLAS makes when it is loaded end here, and wait actively for tens of milliseconds until then.
    public static let useOneThreadPerCall: Void = openblas_end_threads()

    /// What the address space of a process must hold: libraries, and for each thread its stack, its heap and the working
    /// memory of OpenBLAS.
    private static let (baseMiB, perThreadMiB) = (640, 128)

    /// What is missing if the address space is limited (`ulimit -v`) so far that OpenBLAS cannot work; nil if it is not.
    ///
    /// To be asked before the first call: OpenBLAS repeats an allocation that fails for ever.
    public static func shortage(threads: Int) -> String? {
        var limit = rlimit()
        #if canImport(Glibc)
            let status = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        #else
            let status = getrlimit(RLIMIT_AS, &limit)
        #endif
        let needed = baseMiB + perThreadMiB * min(max(1, threads), 1024)
        guard status == 0, limit.rlim_cur < rlim_t(needed) << 20 else { return nil }
        return
            "the address space is limited to \(limit.rlim_cur >> 20) MiB (ulimit -v), \(threads) threads need \(needed)"
    }
}
