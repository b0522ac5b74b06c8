import FederatedEngine
import Learning
import SiteSelection

/// Stands in for training where only the choice of sites and its carbon matter: every site sends no change and no loss.
final class PlanningTrainer: SiteTrainer {
    let network: Network
    private let scenario: Scenario

    init(_ scenario: Scenario) throws {
        self.scenario = scenario
        network = try Network(
            .softmaxRegression, input: ImageShape(channels: 1, height: 1, width: 1), classes: 2)
    }

    func train(
        _ sites: [Int], isLone: Bool, round: Int, from parameters: [Float], learningRate: Float
    ) -> [SiteUpdate] {
        sites.map { site in
            SiteUpdate(
                change: [Float](repeating: 0, count: parameters.count), steps: 0,
                loss: SiteLoss(samples: scenario.samples(at: site), mean: 0, meanSquare: 0))
        }
    }

    func gradients(_ extent: GradientExtent, of sites: [Int], at parameters: [Float]) -> [[Float]] {
        preconditionFailure("a plan has no gradients; policies that need them are left out")
    }

    func coresetDistances(_ fraction: Double, of site: Int) -> Double { 0 }

    func losses(of sites: [Int], at parameters: [Float]) -> [Double] {
        preconditionFailure("a plan has no losses; policies that need them are left out")
    }

    func evaluate(_ parameters: [Float]) -> Evaluation { Evaluation() }
}
