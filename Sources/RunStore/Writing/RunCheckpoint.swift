import Documents
import FederatedEngine
import Foundation

/// What a run needs to continue in another process: the simulation between two rounds, and the lengths of its files.
package struct RunCheckpoint: Codable {
    /// Of the layout of this file; another number is another program's checkpoint.
    static let currentFormat = 1

    var format = Self.currentFormat
    package var configurationHash: String
    package var seed: UInt64
    /// Bytes of rounds.csv, sites.csv and, where gradients are recorded, slots.csv; what follows is computed again.
    package var roundsBytes: Int
    package var sitesBytes: Int
    package var slotsBytes: Int?
    /// Wall time of all rounds so far, over all processes.
    package var wallSeconds: Double
    package var state: SimulationState

    package init(
        configurationHash: String, seed: UInt64, roundsBytes: Int, sitesBytes: Int, slotsBytes: Int?,
        wallSeconds: Double, state: SimulationState
    ) {
        (self.configurationHash, self.seed) = (configurationHash, seed)
        (self.roundsBytes, self.sitesBytes, self.slotsBytes) = (roundsBytes, sitesBytes, slotsBytes)
        (self.wallSeconds, self.state) = (wallSeconds, state)
    }

    /// Replaces the file as a whole.
    package func write(to path: String) throws {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        try writeAtomically(try encoder.encode(self), to: path)
    }

    /// - Throws: `DocumentError` for a missing file or one that no program of this version wrote.
    package static func read(_ path: String) throws -> RunCheckpoint {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw DocumentError(file: path, message: "no such file, or it cannot be read")
        }
        do {
            let checkpoint = try PropertyListDecoder().decode(RunCheckpoint.self, from: data)
            guard checkpoint.format == currentFormat else {
                throw DocumentError(
                    file: path, message: "has format \(checkpoint.format), this program reads \(currentFormat)")
            }
            return checkpoint
        } catch let error as DecodingError {
            throw DocumentError(decoding: error, file: path)
        } catch let error as DocumentError {
            throw error
        } catch {
            throw DocumentError(file: path, message: "is no checkpoint of this program: \(error.localizedDescription)")
        }
    }
}
