import CarbonAccounting
import Documents
import Experiments
import FederatedEngine
import Foundation
import Learning
import Testing

@Suite struct CarbonDecodingTests {
    func experiment(_ assignments: String...) throws -> Experiment {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Experiments/quickstart/experiment.yaml").standardized
        return try Experiment(contentsOf: file.path(percentEncoded: false), assignments: assignments)
    }

    @Test func aDeviceGivesEnergyByOperations() throws {
        let sites = try experiment("energy={device: nvidia-a100, utilization: 0.5}").sites
        #expect(sites[0].energy.compute == DevicePreset.nvidiaA100.computeEnergy(utilization: 0.5))
        let plain = try experiment("energy.device=nvidia-t4").sites
        #expect(plain[0].energy.compute == DevicePreset.nvidiaT4.computeEnergy())
        for wrong in [
            "energy.device=nvidia-a10", "energy={device: nvidia-t4, joulesPerSample: 1}", "energy.utilization=0.5",
        ] {
            #expect(throws: DocumentError.self) { try experiment(wrong) }
        }
    }

    @Test func scopeIsThatOfTheFile() throws {
        #expect(try experiment().carbon.scope == nil)
        let direct = try experiment("carbon.scope=direct")
        #expect(direct.carbon.scope == .direct)
        // The committed year is life cycle and nothing else.
        #expect(throws: DocumentError.self) { try PreparedExperiment(direct) }
        #expect(throws: DocumentError.self) { try experiment("carbon.scope=both") }
    }

    @Test func policiesThatLookAheadRecordTheirForecastErrors() throws {
        let prepared = try PreparedExperiment(
            try experiment(
                "rounds=30",
                "methods=[{name: l, policy: {kind: lowcarb, forecast: sameHourYesterday}}, {name: r, policy: random}]"))
        let scenario = try prepared.scenario(seed: 1)
        let models = prepared.experiment.methods.map(\.policy.forecastModel)
        #expect(models == [.sameHourYesterday, nil])
        let errors = try scenario.forecastErrors(.sameHourYesterday, seed: 1)
        #expect(errors.map(\.leadSeconds) == [0, 2, 5, 11, 23].map { $0 * 3600 })
        #expect(errors.map(\.count) == [29, 27, 24, 18, 6].map { $0 * 10 })
        #expect(errors.allSatisfy { $0.rootMeanSquare >= $0.meanAbsolute && $0.meanAbsolute > 0 })
        #expect(try scenario.forecastErrors(.perfect, seed: 1).allSatisfy { $0.rootMeanSquare == 0 })
        let noisy = ForecastModel.noisy(relativeStandardDeviation: 0.2, autocorrelation: 0.9)
        #expect(try scenario.forecastErrors(noisy, seed: 1) == scenario.forecastErrors(noisy, seed: 1))
        #expect(try scenario.forecastErrors(noisy, seed: 1) != scenario.forecastErrors(noisy, seed: 2))
    }
}
