#if MPI
    import FederatedEngine
    import Foundation
    import Learning

    /// Rank 0's trainer: shares the sites of each call out over all ranks and puts the results together in site order.
    ///
    /// Every rank computes a site exactly as this process would, and results travel unrounded, so a run has the same bits
    /// for any number of ranks. The model goes out once for as many calls as see the same model.
    public final class DistributedSiteTrainer: SiteTrainer {
        public var parameterCount: Int { local.parameterCount }
        public var work: WorkPerExample { local.work }
        private let local: any SiteTrainer
        private let communicator: Communicator
        private let samples: [Int]
        private var sentModel: [Float] = []

        /// - Parameters:
        ///   - local: does rank 0's own part, and all evaluation.
        ///   - samples: of each site of the scenario per round, to share the work out evenly.
        ///   - run: number in the plan, for the other ranks to prepare.
        ///   - configurationHash: by which they check that they read the same file.
        public init(
            local: any SiteTrainer, samples: [Int], run: Int, configurationHash: String, communicator: Communicator
        ) throws {
            (self.local, self.samples, self.communicator) = (local, samples, communicator)
            try communicator.request(.begin(run: run, configurationHash: configurationHash))
            communicator.synchronize()
        }

        public func train(
            _ sites: [Int], isLone: Bool, round: Int, from parameters: [Float], learningRate: Float,
            moments: [Int: AdamMoments]
        ) throws -> [SiteUpdate] {
            guard !sites.isEmpty else { return [] }
            let kind = SiteWork.Kind.train(round: round, learningRate: learningRate, moments: moments)
            let (replies, vectors) = try perform(kind, sites, parameters) {
                if case .trained(let steps, let losses, let moments) = $0 {
                    steps.indices.map { (steps: steps[$0], loss: losses[$0], moments: moments[$0]) }
                } else {
                    nil
                }
            } count: { _ in
                parameters.count
            }
            return zip(replies, vectors).map {
                SiteUpdate(change: $1, steps: $0.steps, loss: $0.loss, moments: $0.moments)
            }
        }

        public func gradients(
            _ extent: GradientExtent, of sites: [Int], at parameters: [Float]
        ) throws -> [[Float]] {
            try perform(.gradients(extent), sites, parameters) {
                if case .gradients(let counts) = $0 { counts } else { nil }
            } count: {
                $0
            }.vectors
        }

        public func coresetDistances(_ fraction: Double, of site: Int) -> Double {
            local.coresetDistances(fraction, of: site)
        }

        public func losses(of sites: [Int], at parameters: [Float]) throws -> [Double] {
            try perform(.losses, sites, parameters) {
                if case .losses(let losses) = $0 { losses } else { nil }
            } count: { _ in
                0
            }.replies
        }

        public func evaluate(_ parameters: [Float]) throws -> Evaluation { try local.evaluate(parameters) }

        /// Sends work and model, does rank 0's part and collects all parts, in the order of `sites`.
        ///
        /// - Parameters:
        ///   - read: what a rank's reply says about each of its sites; nil if it is a reply to something else.
        ///   - count: the length of the vector that follows for a site.
        private func perform<Reply>(
            _ kind: SiteWork.Kind, _ sites: [Int], _ parameters: [Float], read: (SiteReply) -> [Reply]?,
            count: (Reply) -> Int
        ) throws -> (replies: [Reply], vectors: [[Float]]) {
            let work = SiteWork(
                kind: kind, sites: sites, owners: owners(of: sites), sendsModel: parameters != sentModel)
            try communicator.request(.work(work))
            if work.sendsModel {
                sentModel = parameters
                communicator.broadcast(&sentModel)
            }
            let own = try SiteShare(of: 0, in: work, parameters: parameters, trainer: local)
            let answers = try communicator.gather(try Message.encode(own.reply)).map {
                try Message.decode($0) as SiteReply
            }
            for case .diverged(let round, let site, let learningRate) in answers {
                try communicator.permitVectors(false)
                throw TrainingError.diverged(round: round, site: site, learningRate: learningRate)
            }
            try communicator.permitVectors(true)
            var found = [(Reply, [Float])?](repeating: nil, count: sites.count)
            for (rank, answer) in answers.enumerated() {
                let positions = work.positions(of: rank)
                guard let replies = read(answer), replies.count == positions.count else {
                    throw CommunicationError(rank: rank)
                }
                for (index, position) in positions.enumerated() {
                    let length = count(replies[index])
                    let vector =
                        length == 0
                        ? [] : rank == 0 ? own.vectors[index] : communicator.receive(length, from: rank)
                    found[position] = (replies[index], vector)
                }
            }
            let inOrder = found.compactMap { $0 }
            return (inOrder.map(\.0), inOrder.map(\.1))
        }

        /// The largest sites first, each to the rank with least to do so far; ties to the lower rank.
        private func owners(of sites: [Int]) -> [Int] {
            var load = [Int](repeating: 0, count: communicator.size)
            var owners = [Int](repeating: 0, count: sites.count)
            for position in sites.indices.sorted(by: { (samples[sites[$0]], $1) > (samples[sites[$1]], $0) }) {
                let rank = load.indices.min { (load[$0], $0) < (load[$1], $1) } ?? 0
                owners[position] = rank
                load[rank] += max(1, samples[sites[position]])
            }
            return owners
        }
    }

    /// A rank that answered something else than it was asked.
    struct CommunicationError: Error, CustomStringConvertible {
        let rank: Int
        var description: String { "rank \(rank) answered out of turn; do all ranks run the same program?" }
    }

    extension Communicator {
        func request(_ request: SiteRequest) throws { _ = broadcast(try Message.encode(request)) }

        /// Whether ranks send their vectors: not when another rank's training diverged.
        func permitVectors(_ permitted: Bool) throws { _ = broadcast(try Message.encode([permitted])) }

        /// Lets the other ranks return from `serve`.
        public func endService() throws { try request(.end) }

        /// What every rank but 0 does: works as rank 0 asks until it says that all is done.
        ///
        /// - Parameter trainer: makes the trainer for a run of the plan and says which configuration it has.
        public func serve(
            _ trainer: (_ run: Int) throws -> (trainer: any SiteTrainer, configurationHash: String)
        ) throws {
            var current: (any SiteTrainer)?
            var model: [Float] = []
            while true {
                switch try Message.decode(broadcast(Data())) as SiteRequest {
                case .end: return
                case .begin(let run, let configurationHash):
                    let made = try trainer(run)
                    guard made.configurationHash == configurationHash else {
                        throw ServiceError.otherConfiguration(
                            run: run, here: made.configurationHash, there: configurationHash)
                    }
                    model = [Float](repeating: 0, count: made.trainer.parameterCount)
                    current = made.trainer
                    synchronize()
                case .work(let work):
                    guard let current else { throw ServiceError.noRun }
                    if work.sendsModel { broadcast(&model) }
                    let share = try SiteShare(of: rank, in: work, parameters: model, trainer: current)
                    _ = gather(try Message.encode(share.reply))
                    let permitted: [Bool] = try Message.decode(broadcast(Data()))
                    if permitted == [true] { for vector in share.vectors { send(vector) } }
                }
            }
        }
    }

    /// Ranks that do not agree on what they run.
    enum ServiceError: Error, CustomStringConvertible {
        case noRun
        case otherConfiguration(run: Int, here: String, there: String)

        var description: String {
            switch self {
            case .noRun: "work came before a run; do all ranks run the same program?"
            case .otherConfiguration(let run, let here, let there):
                "run \(run) has configuration \(here) here and \(there) at rank 0; do all ranks read the same file?"
            }
        }
    }
#endif
