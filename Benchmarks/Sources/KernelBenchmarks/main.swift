import Foundation

// A row per kernel: CPU time of one thread, what share of the matrix product's peak that is, and the largest deviation
// from a naive reference in Double, relative to the largest number. A wrong answer ends the run.
let peak = measurePeak()
print(String(format: "matrix product 1024³: %.1f GFLOP/s on one thread", peak * 1e-9))
var failures = 0
func report(_ name: String, seconds: Double, flops: Int, error: Double) {
    let good = error < 1e-4
    failures += good ? 0 : 1
    print(
        name.padding(toLength: 44, withPad: " ", startingAt: 0)
            + String(format: "%10.2f µs", seconds * 1e6)
            + (flops > 0 ? String(format: "  %5.3f of peak", Double(flops) / seconds / peak) : "               ")
            + String(format: "  error %.1e", error) + (good ? "" : "  WRONG"))
}
benchmarkProducts()
try benchmarkLayers()
try benchmarkTraining()
exit(failures == 0 ? 0 : 1)
