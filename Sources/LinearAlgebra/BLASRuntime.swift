import COpenBLAS

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

    /// Evaluated once and for all; each wrapper touches it before it calls into BLAS, and a program better at its start:
    /// the threads that OpenBLAS makes when it is loaded end here, and wait actively for tens of milliseconds until then.
    public static let useOneThreadPerCall: Void = openblas_end_threads()
}
