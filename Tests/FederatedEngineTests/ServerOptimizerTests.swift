import FederatedEngine
import Foundation
import Testing

@Suite struct ServerOptimizerTests {
    static let updates: [[Float]] = [[1, -2], [0.5, 0], [-1, 4]]

    static func run(_ optimizer: any ServerOptimizer) -> [Float] {
        var optimizer = optimizer
        var model: [Float] = [10, 20]
        for update in updates { optimizer.apply(update: update, to: &model) }
        return model
    }

    @Test func averagingAddsUpdates() {
        #expect(Self.run(Averaging()) == [10.5, 22])
        #expect(Self.run(ServerMomentum(momentum: 0)) == [10.5, 22])
    }

    @Test func momentumByHand() {
        // v: 1, 1, −0.5 and −2, −1, 3.5; sums 1.5 and 0.5, times the rate 2
        #expect(Self.run(ServerMomentum(momentum: 0.5, learningRate: 2)) == [13, 21])
    }

    @Test func nesterovByHand() {
        // v: 1, 1, −0.5 and −2, −1, 3.5; Δ + v/2: 1.5, 1, −1.25 and −3, −0.5, 5.75, times the rate 2
        #expect(Self.run(ServerNesterov(momentum: 0.5, learningRate: 2)) == [12.5, 24.5])
        #expect(Self.run(ServerNesterov(momentum: 0, learningRate: 1)) == [10.5, 22])
    }

    @Test func adamByHand() {
        var optimizer = ServerAdam(firstDecay: 0.5, secondDecay: 0.75, learningRate: 0.1, adaptivity: 0.5)
        var model: [Float] = [0]
        optimizer.apply(update: [2], to: &model)  // v from 0.5²: m = 1, v = 0.1875 + 1
        let first = 0.1 / (Float(1.1875).squareRoot() + 0.5)
        #expect(abs(model[0] - first) < 1e-7)
        optimizer.apply(update: [0], to: &model)  // m = 0.5, v = 0.890625
        #expect(abs(model[0] - (first + 0.05 / (Float(0.890625).squareRoot() + 0.5))) < 1e-7)
    }

    @Test func stateSurvivesACheckpoint() throws {
        let optimizers: [any ServerOptimizer] = [
            Averaging(), ServerMomentum(momentum: 0.9), ServerNesterov(), ServerAdam(),
        ]
        for optimizer in optimizers {
            var (straight, resumed) = (optimizer, optimizer)
            var (a, b): ([Float], [Float]) = ([1, 2], [1, 2])
            for update in Self.updates {
                straight.apply(update: update, to: &a)
                let memory = try resumed.encodedMemory()
                resumed = optimizer
                try resumed.restoreMemory(memory)
                resumed.apply(update: update, to: &b)
            }
            #expect(a == b)
        }
    }
}
