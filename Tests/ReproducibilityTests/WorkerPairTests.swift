import Foundation
import Reproducibility
import Testing

struct WorkerPairTests {
    /// Whoever does a half, and whether the helper is awake or asleep: every piece is done once, and wholly before the next.
    @Test(arguments: [1, 2, 3])
    func everyPieceIsDoneOnceAndInTurn(workers: Int) {
        let pieces = 3_000
        let sums = WorkerPool(workers: workers).withPair { pair in
            var cells = [0, 0]
            return (0..<pieces).map { piece in
                cells.withUnsafeMutableBufferPointer { cells in
                    pair.halves { half in cells[half] += piece }
                }
                // Long enough for the helper to go to sleep now and then.
                if piece % 500 == 0 { Thread.sleep(forTimeInterval: 0.003) }
                return cells[0] * 10 + cells[1]
            }
        }
        #expect(sums == (0..<pieces).map { 11 * $0 * ($0 + 1) / 2 })
    }

    /// A helper that takes its half keeps the caller until it is done.
    @Test func theCallerWaitsForAHalfThatIsTaken() {
        let isDone = WorkerPool(workers: 2).withPair { pair in
            (0..<20).allSatisfy { _ in
                var done = [false, false]
                done.withUnsafeMutableBufferPointer { done in
                    pair.halves { half in
                        if half == 1 { Thread.sleep(forTimeInterval: 0.002) }
                        done[half] = true
                    }
                }
                return done == [true, true]
            }
        }
        #expect(isDone)
    }
}
