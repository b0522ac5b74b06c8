import FederatedEngine
import Testing

@Suite struct ModelHeadingTests {
    private static func update(_ change: [Float]) -> SiteUpdate {
        SiteUpdate(change: change, steps: 1, loss: SiteLoss(samples: 1, mean: 0, meanSquare: 0))
    }

    /// The model came along the first coordinate, from 0 to 1; the mean is at 0.5.
    @Test func updatesAlongTheWayRaiseItAndThoseAgainstItLowerIt() {
        var heading = ModelHeading()
        heading.hear([Self.update([1, 0])], shares: [1], at: [0, 0])
        #expect(heading.current == 0, "nothing is known of the way yet")
        heading.follow([0, 0])
        heading.follow([1, 0])
        heading.hear([Self.update([2, 0])], shares: [0.4], at: [1, 0])
        #expect(abs(heading.current - 0.1) < 1e-7)
        // Across the way the one before fades; against it, by shares: (0.3 - 0.1·3)/(0.3 + 0.1·3) = 0.
        heading.hear([Self.update([0, 5])], shares: [1], at: [1, 0])
        #expect(abs(heading.current - 0.09) < 1e-7)
        heading.hear([Self.update([1, 0]), Self.update([-3, 0])], shares: [0.3, 0.1], at: [1, 0])
        #expect(abs(heading.current - 0.081) < 1e-7)
        heading.hear([Self.update([-1, 0])], shares: [1], at: [1, 0])
        #expect(abs(heading.current - (0.9 * 0.081 - 0.1)) < 1e-7)
    }
}
