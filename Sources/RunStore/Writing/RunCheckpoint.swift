import Documents
import FederatedEngine
import Foundation

/// What a run needs to continue in another process: the simulation between two rounds, and what stood in its files.
///
/// The file is a line with the SHA-256 of what follows it, and a binary property list: nothing of a damaged file is parsed.
package struct RunCheckpoint: Codable {
    /// The first line up to the digest. Its number is of the layout; another number is another program's checkpoint.
    private static let opening = "cafe checkpoint 2 "

    package var configurationHash: String
    package var seed: UInt64
    /// rounds.csv, sites.csv and, where gradients are recorded, slots.csv; what follows is computed again.
    package var rounds: FileMark
    package var sites: FileMark
    package var slots: FileMark?
    /// Wall time of all rounds so far, over all processes.
    package var wallSeconds: Double
    package var state: SimulationState

    package init(
        configurationHash: String, seed: UInt64, rounds: FileMark, sites: FileMark, slots: FileMark?,
        wallSeconds: Double, state: SimulationState
    ) {
        (self.configurationHash, self.seed) = (configurationHash, seed)
        (self.rounds, self.sites, self.slots) = (rounds, sites, slots)
        (self.wallSeconds, self.state) = (wallSeconds, state)
    }

    /// Replaces the file as a whole.
    package func write(to path: String) throws {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        let content = try encoder.encode(self)
        try writeAtomically(Data("\(Self.opening)\(ContentDigest.of(content))\n".utf8) + content, to: path)
    }

    /// - Throws: `DocumentError` for a missing or damaged file, or one that no program of this version wrote.
    package static func read(_ path: String) throws -> RunCheckpoint {
        let data = try contents(of: path)
        guard data.starts(with: opening.utf8), let end = data.firstIndex(of: UInt8(ascii: "\n")) else {
            throw DocumentError(file: path, message: "is damaged, or no checkpoint of this version of the program")
        }
        let content = data[data.index(after: end)...]
        guard data[..<end].dropFirst(opening.utf8.count).elementsEqual(ContentDigest.of(content).utf8) else {
            throw DocumentError(
                file: path, message: "is damaged: its content does not match the digest in its first line")
        }
        do {
            return try PropertyListDecoder().decode(RunCheckpoint.self, from: content)
        } catch let error as DecodingError {
            throw DocumentError(decoding: error, file: path)
        }
    }

    /// The newest good checkpoint of a run.
    ///
    /// - Returns: also what is wrong with a newer one; a checkpoint that is not there is no fault.
    /// - Throws: `DocumentError` for a file that the system does not let us read: it may be good.
    package static func newest(of directory: RunDirectory) throws -> (found: RunCheckpoint?, damage: [DocumentError]) {
        var damage: [DocumentError] = []
        for path in [directory.checkpoint, directory.previousCheckpoint] {
            do { return (try read(path), damage) } catch let error as DocumentError {
                guard error.systemError != ENOENT else { continue }
                guard error.systemError == nil else { throw error }
                damage.append(error)
            }
        }
        return (nil, damage)
    }
}
