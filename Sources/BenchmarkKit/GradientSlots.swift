import FederatedEngine
import Foundation
import Learning
import LinearAlgebra
import Reproducibility
import SiteSelection

/// Selection problems as they occur in training: facility location on the gradients of sites with few classes each.
public enum GradientSlots {
    /// A multilayer perceptron on the digits, dealt to `sites` sites by a Dirichlet draw with α = 0.3; between slots it
    /// takes a gradient step over all data. Footprints are log-normal, and the queue makes about a tenth of the sites
    /// worth their cost.
    ///
    /// - Throws: `DatasetError` if the digits are not found.
    public static func digits(sites: Int, slots: Int) throws -> [SelectionObjective] {
        let data = try DigitsSource().load().train
        let network = try Network(.multilayerPerceptron(hidden: [64, 32]), input: data.shape, classes: data.classCount)
        let workspace = NetworkWorkspace(for: network, batchCapacity: 64)
        var rng = RandomStream(seed: 0, "gradient slots")
        let rows = DirichletPartition(alpha: 0.3)
            .assign(
                PartitionExamples(labels: data.labels, classCount: data.classCount, siteCount: sites), using: &rng)
        let shares = rows.map { Double($0.count) }
        var parameters = network.initialParameters(seed: 0)
        var gradient = [Float](repeating: 0, count: network.parameterCount)
        return try (0..<slots).map { _ in
            var gradients = Matrix(rows: sites, columns: network.parameterCount)
            for (site, rows) in rows.enumerated() {
                _ = network.gradient(parameters, on: data, rows: rows, into: &gradient, in: workspace)
                gradients.withMutableView { view in
                    (view.base + site * view.stride).update(from: gradient, count: gradient.count)
                }
            }
            for _ in 0..<10 {
                _ = network.gradient(parameters, on: data, rows: Array(0..<data.count), into: &gradient, in: workspace)
                parameters.add(gradient, scaledBy: -0.2)
            }
            let gram = gradients.withView { gramMatrix(of: $0) }
            // Priced so that a site is worth its cost if it stands for a few others.
            let costs = (0..<sites).map { _ in 0.02 * exp(0.5 * rng.normal()) }
            return try SelectionObjective(
                utility: SiteUtility(.facilityLocation, gram: gram, shares: shares), penaltyWeight: 1, costs: costs)
        }
    }
}
