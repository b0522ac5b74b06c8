import FederatedEngine
import Foundation
import Learning
import Reproducibility
import TestSupport
import Testing

/// Rounded updates, and optimizers that remember.
@Suite struct UpdateFormatTests {
    @Test func halfPrecisionIsTheNearest() {
        var stream = RandomStream(seed: 1, "half")
        var values: [Float] = [0, -0, 1, 65504, 65519, 1e9, -1e9, 6e-8, 2.9e-8, 5.96e-8, 6.1e-5, 2049, 2051, 0.1]
        for _ in 0..<5000 { values.append(Float(stream.normal() * pow(10, 16 * stream.uniform() - 10))) }
        var rounded = values
        UpdateFormat.float16.round(&rounded)
        for (x, y) in zip(values, rounded) {
            // Beyond the largest number half precision has infinity, here that number.
            #expect(y == Float(Float16(min(max(x, -65504), 65504))), "\(x)")
        }
    }

    @Test func eightBitsKeepTheLargestOfABlock() {
        var stream = RandomStream(seed: 2, "eight bits")
        let values = (0..<600).map { Float(stream.normal()) * ($0 < 256 ? 1 : 1e-4) }
        var rounded = values
        UpdateFormat.int8.round(&rounded)
        for start in [0, 256, 512] {
            let block = start..<min(start + 256, 600)
            let largest = block.reduce(0) { max($0, abs(values[$1])) }
            #expect(block.allSatisfy { abs(values[$0] - rounded[$0]) <= largest / 254 * 1.001 })
            #expect(Set(block.map { (rounded[$0] / largest * 127).rounded() }).count > 40)
        }
        var zeros = [Float](repeating: 0, count: 3)
        UpdateFormat.int8.round(&zeros)
        #expect(zeros == [0, 0, 0])
    }

    @Test func bytesCountWhatTravels() {
        #expect(UpdateFormat.allCases.map { $0.bytes(count: 1000) } == [4000, 2000, 1016])
        let workload = Workload(training: LocalTraining(), modelBytes: 4000, updates: .int8)
        #expect(workload.updateBytes == 1016)
        #expect(Workload(training: LocalTraining(), modelBytes: 4000).updateBytes == 4000)
    }

    @Test func nothingIsLostOverTheRounds() {
        for format in UpdateFormat.allCases {
            var channel = UpdateChannel(format)
            var stream = RandomStream(seed: 3, "feedback")
            var (meant, arrived) = ([0.0, 0.0], [0.0, 0.0])
            for _ in 0..<50 {
                let change = [Float(stream.normal()), Float(1e-3 * stream.normal())]
                let update = SiteUpdate(change: change, steps: 1, loss: SiteLoss(samples: 1, mean: 0, meanSquare: 0))
                let sent = channel.sent(update, by: 4).change
                for i in 0..<2 {
                    meant[i] += Double(change[i])
                    arrived[i] += Double(sent[i])
                }
            }
            // What is missing is the last rounding alone, of about 1/127 of the largest.
            #expect(zip(meant, arrived).allSatisfy { abs($0 - $1) < 0.02 }, "\(format)")
            #expect(channel.memory.isEmpty == (format == .float32))
        }
    }

    private static func task(_ optimizer: LocalOptimizer, _ updates: UpdateFormat = .float32) throws -> TinyTask {
        try TinyTask(
            training: LocalTraining(
                batchSize: 8, effort: .steps(5), optimizer: optimizer, clipNorm: 1,
                schedule: CosineSchedule(warmUpSteps: 10, floor: 0.1)), updates: updates)
    }

    @Test func aSnapshotHoldsMomentsAndRemainders() throws {
        for updates in UpdateFormat.allCases {
            let task = try Self.task(.adamW(AdamW(keepsState: true)), updates)
            let whole = task.simulation(RoundRobinPolicy(count: .fixed(2)))
            _ = try whole.run()
            var resumed = task.simulation(RoundRobinPolicy(count: .fixed(2)), threads: 2)
            while !resumed.isFinished {
                _ = try resumed.step()
                let data = try PropertyListEncoder().encode(resumed.snapshot())
                let next = task.simulation(RoundRobinPolicy(count: .fixed(2)), threads: 2)
                try next.restore(PropertyListDecoder().decode(SimulationState.self, from: data))
                resumed = next
            }
            #expect(resumed.parameters == whole.parameters, "\(updates)")
            let state = try whole.snapshot()
            #expect(state.siteMoments?.count == 5 && (state.updateRemainders == nil) == (updates == .float32))
        }
    }

    @Test func keptAndResetMomentsDiffer() throws {
        func parameters(_ optimizer: LocalOptimizer) throws -> [Float] {
            let simulation = try Self.task(optimizer).simulation(FullParticipationPolicy(), hardBudget: false)
            for _ in 0..<2 { _ = try simulation.step() }
            let isKept = if case .adamW(let adamW) = optimizer { adamW.keepsState } else { false }
            #expect((try simulation.snapshot().siteMoments != nil) == isKept)
            return simulation.parameters
        }
        let (kept, reset) = (
            try parameters(.adamW(AdamW(keepsState: true))), try parameters(.adamW(AdamW()))
        )
        #expect(kept != reset)
        #expect(try parameters(.sgd) != reset)
    }
}
