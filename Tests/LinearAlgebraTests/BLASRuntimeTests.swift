import LinearAlgebra
import Testing

@Suite struct BLASRuntimeTests {
    private static let plain: Set<String> = ["sse"]
    private static let avx2 = plain.union(["avx2", "fma"])
    private static let avx512 = avx2.union(["avx512f", "avx512dq", "avx512bw", "avx512vl"])
    static let cases: [(core: String, flags: Set<String>, isSlower: Bool)] = [
        ("Haswell", avx512, true), ("Haswell", avx2, false), ("Zen", avx2, false), ("Nehalem", avx2, true),
        ("Nehalem", plain, false), ("SkylakeX", avx512, false), ("Cooperlake", avx512, false), ("Zen", avx512, true),
    ]

    @Test(arguments: cases)
    func kernelsBelowWhatTheProcessorHasAreNamed(core: String, flags: Set<String>, isSlower: Bool) {
        let found = BLASRuntime.slowerKernels(pinned: "it", core: core, flags: flags)
        #expect((found != nil) == isSlower)
        #expect(found?.contains(core) ?? true)
    }
}
