// swift-tools-version: 6.1
import PackageDescription

// The manifest is the picture of the architecture: targets stand floor by floor, and a target imports only what
// stands above it in this list. Tests/ArchitectureTests holds the sources against it.
let package = Package(
    name: "cafe",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "cafe", targets: ["cafe"]),
        .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
        .library(name: "RandomStreams", targets: ["RandomStreams"]),
        .library(name: "CarbonAccounting", targets: ["CarbonAccounting"]),
        .library(name: "Learning", targets: ["Learning"]),
        .library(name: "Coresets", targets: ["Coresets"]),
        .library(name: "DriftPlusPenalty", targets: ["DriftPlusPenalty"]),
        .library(name: "FederatedEngine", targets: ["FederatedEngine"]),
    ],
    traits: [
        .trait(name: "MPI", description: "Spread the sites of a round over the ranks of an mpirun; needs Open MPI.")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        // Floor 0: C libraries of the system.
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"]), .brew(["open-mpi"])]),

        // Floor 1: numbers, draws and grams; none knows the others.
        .target(name: "LinearAlgebra", dependencies: ["COpenBLAS"]),
        .target(name: "RandomStreams"),
        .target(name: "CarbonAccounting"),

        // Floor 2: learning, set selection, and the queue.
        .target(name: "Learning", dependencies: ["LinearAlgebra", "RandomStreams", "CZlib"]),
        .target(name: "Coresets", dependencies: ["LinearAlgebra", "RandomStreams"]),
        .target(name: "DriftPlusPenalty", dependencies: ["LinearAlgebra", "RandomStreams", "Coresets"]),

        // Floor 3: sites, policies, the round loop.
        .target(
            name: "FederatedEngine",
            dependencies: [
                "LinearAlgebra", "RandomStreams", "CarbonAccounting", "Learning", "Coresets", "DriftPlusPenalty",
            ]),

        // Floor 4: experiment files and run stores; tables, figures and pages.
        .target(name: "ExperimentKit", dependencies: ["FederatedEngine", .product(name: "Yams", package: "Yams")]),
        .target(name: "FigureKit", dependencies: ["ExperimentKit"]),
        // Empty without the trait MPI.
        .target(
            name: "MPISites",
            dependencies: ["FederatedEngine", "Learning", .target(name: "CMPI", condition: .when(traits: ["MPI"]))]),

        // Floor 5: the command line.
        .executableTarget(
            name: "cafe",
            dependencies: [
                "ExperimentKit", "FigureKit", .target(name: "MPISites", condition: .when(traits: ["MPI"])),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests mirror the sources.
        .testTarget(name: "ArchitectureTests"),
        .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "RandomStreams"]),
        .testTarget(name: "RandomStreamsTests", dependencies: ["RandomStreams"]),
        .testTarget(name: "ExperimentKitTests", dependencies: ["ExperimentKit"]),
        .testTarget(name: "FigureKitTests", dependencies: ["FigureKit"]),
        .testTarget(name: "CarbonAccountingTests", dependencies: ["CarbonAccounting"]),
        .testTarget(name: "CoresetsTests", dependencies: ["Coresets", "LinearAlgebra", "RandomStreams"]),
        .testTarget(
            name: "DriftPlusPenaltyTests",
            dependencies: ["DriftPlusPenalty", "Coresets", "LinearAlgebra", "RandomStreams"]),
        .testTarget(
            name: "LearningTests", dependencies: ["Learning", "LinearAlgebra", "RandomStreams"], exclude: ["Golden"]),
        .target(
            name: "TestSupport", dependencies: ["FederatedEngine"], path: "Tests/TestSupport"),
        .testTarget(
            name: "FederatedEngineTests",
            dependencies: [
                "FederatedEngine", "TestSupport", "CarbonAccounting", "Coresets", "Learning", "LinearAlgebra",
                "RandomStreams",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
