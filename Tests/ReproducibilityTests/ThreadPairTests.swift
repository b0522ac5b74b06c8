import Reproducibility
import Testing

@Suite struct ThreadPairTests {
    /// Each piece once and both before the call returns, with a helper, without one, and after its end.
    @Test(arguments: [true, false]) func bothPiecesRunOnceBeforeItReturns(hasHelper: Bool) {
        let pair = ThreadPair(hasHelper: hasHelper)
        var counts = [0, 0]
        for round in 1...5000 {
            if round == 4900 { pair.end() }
            counts.withUnsafeMutableBufferPointer { counts in
                pair.both { counts[$0] += 1 }
            }
            #expect(counts == [round, round])
        }
        pair.end()
    }
}
