import ArgumentParser
import Learning
import Presentation

struct DataCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read a data set whole and report counts, classes and checksums.",
        discussion: """
            NAME is one of `cafe list data-sources`; a path is a folder with CIFAR's binary files or the IDX files \
            of Fashion-MNIST, or a .npy file of features (its labels beside it as <name>-labels.npy, or --labels).

            Example: cafe data check fashionMNIST --json
            """)

    @Argument(help: "A data set's name, a folder, or a .npy file of features.") var source: String
    @Option(help: "Folder of a data set given by name.") var directory: String?
    @Option(help: "Labels of a .npy file of features.") var labels: String?
    @Option(help: "Axes of a .npy file of images: \(ImageLayout.allCases.map(\.rawValue).joined(separator: ", ")).")
    var layout: ImageLayout?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard layout == nil || source.hasSuffix(".npy") else {
            throw ValidationError("--layout belongs to a .npy file of features, not to \(source)")
        }
        guard labels == nil || source.hasSuffix(".npy") else {
            throw ValidationError("--labels belongs to a .npy file of features, not to \(source)")
        }
        guard directory == nil || dataSources.standalone.contains(source) else {
            throw ValidationError(
                "--directory belongs to a data set's name (\(dataSources.standalone.joined(separator: ", "))), not to \(source)"
            )
        }
    }

    func run() throws {
        let report = try DatasetReport(
            dataSources.source(at: source, directory: directory, labels: labels, layout: layout))
        if json {
            try printJSON(report)
            return
        }
        print(
            "\(report.name): \(report.train) + \(report.test) examples of \(report.shape) (channels×height×width), "
                + "\(report.classes) classes")
        var counts = TextTable([.init("class"), .init("train"), .init("test")])
        for label in 0..<report.classes {
            counts.append(["\(label)", "\(report.trainPerClass[label])", "\(report.testPerClass[label])"])
        }
        print(counts.rendered(), terminator: "")
        for file in report.files { print("\(file.md5)  \(file.path)") }
    }
}

extension ImageLayout: ExpressibleByArgument {}
