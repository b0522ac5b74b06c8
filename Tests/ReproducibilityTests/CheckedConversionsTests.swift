import Reproducibility
import Testing

@Suite struct CheckedConversionsTests {
    @Test(arguments: [
        (0, 0), (-0.0, 0), (2.9, 2), (-2.9, -2), (.leastNonzeroMagnitude, 0),
        (0x1p53, 1 << 53), (0x1p63, .max), (-0x1p63, .min),
        (1.7e308, .max), (-1.7e308, .min), (.infinity, .max), (-.infinity, .min), (.nan, 0),
    ])
    func wholeNumbersStayWithin64Bits(value: Double, expected: Int) { #expect(Int(saturating: value) == expected) }

    @Test func durationsStayWithinTheClock() {
        for value in [1e21, 1e30, 1.7e308, .infinity, -1e300, .nan] {
            let instant = ContinuousClock.now
            #expect(instant.duration(to: .now) < Duration(saturatingSeconds: abs(value)) || value.isNaN)
        }
        #expect(Duration(saturatingSeconds: 2.5) == .seconds(2.5))
    }
}
