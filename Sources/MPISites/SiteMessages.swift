#if MPI
    import FederatedEngine
    import Foundation
    import Learning

    /// What rank 0 asks of all ranks.
    enum SiteRequest: Codable {
        /// The next requests are about the run of this number in the plan, whose configuration has this hash.
        case begin(run: Int, configurationHash: String)
        case work(SiteWork)
        case end
    }

    /// One call of a `SiteTrainer`, shared out.
    struct SiteWork: Codable {
        enum Kind: Codable {
            case train(round: Int, learningRate: Float, moments: [Int: AdamMoments])
            case gradients(GradientExtent)
            case losses
        }

        var kind: Kind
        var sites: [Int]
        /// The rank of each site.
        var owners: [Int]
        /// Whether the model follows; if not, it is the one that was sent last.
        var sendsModel: Bool

        func positions(of rank: Int) -> [Int] { owners.indices.filter { owners[$0] == rank } }
    }

    /// What a rank says after its part of the work; its vectors follow if no rank's training diverged.
    enum SiteReply: Codable {
        case trained(steps: [Int], losses: [SiteLoss], moments: [AdamMoments?])
        /// Length of each gradient.
        case gradients(counts: [Int])
        case losses([Double])
        case diverged(round: Int, site: String, learningRate: Float)
    }

    /// Binary property lists: numbers arrive bit by bit.
    enum Message {
        static func encode(_ value: some Encodable) throws -> Data {
            let encoder = PropertyListEncoder()
            encoder.outputFormat = .binary
            return try encoder.encode(value)
        }

        static func decode<Value: Decodable>(_ data: Data) throws -> Value {
            try PropertyListDecoder().decode(Value.self, from: data)
        }
    }

    /// The part of a shared call that one rank does.
    struct SiteShare {
        var reply: SiteReply
        /// Changes or gradients of the rank's sites, in their order.
        var vectors: [[Float]] = []

        /// - Throws: anything but divergence, which is a reply like another.
        init(of rank: Int, in work: SiteWork, parameters: [Float], trainer: any SiteTrainer) throws {
            let sites = work.positions(of: rank).map { work.sites[$0] }
            do {
                switch work.kind {
                case .train(let round, let learningRate, let moments):
                    let updates =
                        try sites.isEmpty
                        ? []
                        : trainer.train(
                            sites, isLone: work.sites.count == 1, round: round, from: parameters,
                            learningRate: learningRate, moments: moments)
                    vectors = updates.map(\.change)
                    reply = .trained(
                        steps: updates.map(\.steps), losses: updates.map(\.loss), moments: updates.map(\.moments))
                case .gradients(let extent):
                    vectors = try sites.isEmpty ? [] : trainer.gradients(extent, of: sites, at: parameters)
                    reply = .gradients(counts: vectors.map(\.count))
                case .losses:
                    reply = .losses(try sites.isEmpty ? [] : trainer.losses(of: sites, at: parameters))
                }
            } catch TrainingError.diverged(let round, let site, let learningRate) {
                reply = .diverged(round: round, site: site, learningRate: learningRate)
            }
        }
    }
#endif
