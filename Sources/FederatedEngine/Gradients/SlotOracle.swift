import CarbonAccounting
import Reproducibility

/// Computes, or remembers, what a slot reveals at a cost.
public protocol SlotOracle: AnyObject {
    /// Inner products of the sites' gradients, N×N row by row; nil if the budget does not cover the probe, which is then
    /// not made.
    ///
    /// - Parameter remainingGrams: what is left of the budget before the round.
    func gradientGram(_ source: GradientSource, round: Int, remainingGrams: Double) throws -> [Double]?

    /// Norm of each site's gradient; nil likewise. For those who need no more: it takes no N×N numbers.
    func gradientNorms(_ source: GradientSource, round: Int, remainingGrams: Double) throws -> [Double]?

    /// Mean loss of the current model on all data of each given site; nil likewise.
    func losses(of sites: [Int], round: Int, remainingGrams: Double) throws -> [Double]?
}

extension SlotOracle {
    public func gradientNorms(_ source: GradientSource, round: Int, remainingGrams: Double) throws -> [Double]? {
        guard let gram = try gradientGram(source, round: round, remainingGrams: remainingGrams) else { return nil }
        return norms(ofProducts: gram)
    }
}

/// The roots of the diagonal of N×N inner products.
func norms(ofProducts gram: [Double]) -> [Double] {
    let count = Int(saturating: Double(gram.count).squareRoot().rounded())
    return (0..<count).map { gram[$0 * count + $0].squareRoot() }
}

/// The oracle of a whole run, which keeps the bill of each round.
package protocol RoundOracle: SlotOracle {
    func beginRound(parameters: [Float])

    /// What the round takes at every site if `sites` train, probes included, in site order.
    func charges(training sites: [Int], round: Int) -> [SiteCharge]

    /// Inner products that the policy saw in this round; nil if it asked for none.
    var gram: [Double]? { get }
    /// See `RoundReport.distanceError`.
    var distanceError: Double? { get }
}

/// Energy and emissions of a site in a round.
package struct SiteCharge: Sendable {
    /// Data center overhead included [kWh].
    package let energyKWh: Double
    package let footprint: Footprint
}
