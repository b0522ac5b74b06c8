import ArgumentParser
import Documents
import Foundation
import Learning

struct DataFetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Download CIFAR-10 or CIFAR-100 (binary version, 160 MB) or Tiny Shakespeare (1 MB), and check it.",
        discussion: """
            The folder appears only when all is there and its checksum is right. A mirror can be named with --url; the \
            checksum stays that of the official archive.

            Example: cafe data fetch cifar10 --out Datasets
            """)

    @Argument(help: "cifar10, cifar100 or tinyshakespeare.") var name: String
    @Option(help: "Folder to put it in.", transform: outputPath) var out = "Datasets"
    @Option(help: "Another address of the same archive.") var url: String?

    func validate() throws {
        let known = dataSources.downloadable
        guard known.contains(name) else {
            throw UnknownWord(name, "archive", among: known)
        }
        if let url, URL(string: url)?.scheme == nil { throw ValidationError("\(url) is no address") }
    }

    func run() async throws {
        guard var official = try dataSources.named(name).archive else { return }
        if let mirror = url.flatMap({ URL(string: $0) }) { official.url = mirror }
        let archive = official
        let terminal = isatty(STDERR_FILENO) == 1
        let folder = try await archive.fetch(into: URL(filePath: out)) { received, expected in
            guard terminal else { return }
            let of = expected > 0 ? " of \(expected >> 20)" : ""
            StandardStreams.say("\r\(archive.name): \(received >> 20)\(of) MiB")
        }
        if terminal { printError("") }
        print(folder.path)
    }
}
