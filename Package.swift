// swift-tools-version: 6.1
import PackageDescription

// The manifest is the picture of the architecture: targets stand floor by floor, each declares every target that it
// imports, and an undeclared import fails the build (`make build` checks the declarations, the compiler the members).
let package = Package(
    name: "cafe",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "cafe", targets: ["cafe"]),
        .library(
            name: "CafeLibraries",
            targets: [
                "Documents", "Reproducibility", "LinearAlgebra", "Messages", "CarbonAccounting", "Learning",
                "Coresets", "SiteSelection", "FederatedEngine", "RunStore", "Experiments", "Analysis", "Presentation",
            ]),
        .library(name: "BenchmarkKit", targets: ["BenchmarkKit"]),
    ],
    traits: [
        .trait(name: "MPI", description: "Spread the sites of a round over the ranks of an mpirun; needs Open MPI.")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
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

        // Floor 1: documents (YAML, JSON, CSV, durable files; registries of self-describing types), what makes equal seeds
        // give equal bits, and matrices.
        .target(
            name: "Documents",
            dependencies: [
                .product(name: "Yams", package: "Yams"), .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(name: "Reproducibility"),
        .target(name: "LinearAlgebra", dependencies: ["COpenBLAS", "Documents"]),
        // The protocol by which other programs ask and answer.
        .target(name: "Messages", dependencies: ["Documents", "LinearAlgebra"]),

        // Floor 2: grams; models and data; coresets of examples; sets of sites, the queue, and the certificate.
        .target(name: "CarbonAccounting", dependencies: ["Documents", "Reproducibility"]),
        .target(name: "Learning", dependencies: ["Documents", "Reproducibility", "LinearAlgebra", "CZlib"]),
        .target(
            name: "Coresets",
            dependencies: [
                "Reproducibility", "LinearAlgebra", .product(name: "HeapModule", package: "swift-collections"),
            ]),
        .target(
            name: "SiteSelection",
            dependencies: [
                "Documents", "Reproducibility", "LinearAlgebra", "Messages",
                .product(name: "HeapModule", package: "swift-collections"),
            ]),

        // Floor 3: sites, partitions, gradients, policies, aggregation, and the round loop.
        .target(
            name: "FederatedEngine",
            dependencies: [
                "Documents", "Reproducibility", "LinearAlgebra", "Messages", "CarbonAccounting", "Learning",
                "Coresets", "SiteSelection",
            ]),

        // Floor 4: the files of a run.
        .target(
            name: "RunStore",
            dependencies: [
                "Documents", "Reproducibility", "LinearAlgebra", "CarbonAccounting", "Learning", "SiteSelection",
                "FederatedEngine",
            ]),

        // Floor 5: experiment files and their runs; what finished runs say.
        .target(
            name: "Experiments",
            dependencies: [
                "Documents", "Reproducibility", "LinearAlgebra", "Messages", "CarbonAccounting", "Learning",
                "SiteSelection",
                "FederatedEngine", "RunStore",
            ]),
        .target(
            name: "Analysis",
            dependencies: [
                "Documents", "Reproducibility", "CarbonAccounting", "SiteSelection", "FederatedEngine", "RunStore",
            ]),

        // Floor 6: benchmarks; figures, tables, reports and the terminal; sites on the ranks of an mpirun.
        .target(
            name: "BenchmarkKit",
            dependencies: [
                "Documents", "Reproducibility", "LinearAlgebra", "CarbonAccounting", "Learning", "Coresets",
                "SiteSelection",
                "FederatedEngine", "RunStore", "Analysis",
            ]),
        .target(
            name: "Presentation",
            dependencies: [
                "Documents", "Reproducibility", "CarbonAccounting", "Learning", "SiteSelection", "FederatedEngine",
                "RunStore", "Experiments",
                "Analysis", "BenchmarkKit",
            ]),
        // Empty without the trait MPI.
        .target(
            name: "MPISites",
            dependencies: [
                "Documents", "FederatedEngine", "Learning", .target(name: "CMPI", condition: .when(traits: ["MPI"])),
            ]),

        // Floor 7: the command line.
        .executableTarget(
            name: "cafe",
            dependencies: [
                "Documents", "Reproducibility", "LinearAlgebra", "Messages", "CarbonAccounting", "Learning",
                "Coresets", "SiteSelection", "FederatedEngine", "RunStore", "Experiments", "Analysis", "Presentation",
                "BenchmarkKit",
                .target(name: "MPISites", condition: .when(traits: ["MPI"])),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests mirror the sources.
        .target(
            name: "TestSupport",
            dependencies: [
                "Documents", "Reproducibility", "LinearAlgebra", "CarbonAccounting", "Learning",
                "SiteSelection", "FederatedEngine", "RunStore", "Experiments",
            ], path: "Tests/TestSupport"),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents", "TestSupport"]),
        .testTarget(name: "ReproducibilityTests", dependencies: ["Reproducibility"]),
        .testTarget(
            name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "Reproducibility", "Documents", "TestSupport"]),
        .testTarget(name: "MessagesTests", dependencies: ["Messages", "Documents", "LinearAlgebra", "TestSupport"]),
        .testTarget(
            name: "CarbonAccountingTests",
            dependencies: ["CarbonAccounting", "Documents", "Reproducibility", "TestSupport"]),
        .testTarget(
            name: "LearningTests",
            dependencies: ["Learning", "Documents", "LinearAlgebra", "Reproducibility", "TestSupport"],
            exclude: ["Golden"]),
        .testTarget(
            name: "CoresetsTests", dependencies: ["Coresets", "LinearAlgebra", "Reproducibility", "TestSupport"]),
        .testTarget(
            name: "SiteSelectionTests",
            dependencies: ["SiteSelection", "Documents", "LinearAlgebra", "Reproducibility", "TestSupport"]),
        .testTarget(
            name: "FederatedEngineTests",
            dependencies: [
                "FederatedEngine", "TestSupport", "Documents", "Messages", "CarbonAccounting", "Coresets", "Learning",
                "LinearAlgebra", "Reproducibility", "SiteSelection",
            ]),
        .testTarget(
            name: "RunStoreTests",
            dependencies: [
                "RunStore", "Documents", "CarbonAccounting", "SiteSelection", "FederatedEngine", "TestSupport",
            ]),
        .testTarget(
            name: "ExperimentsTests",
            dependencies: [
                "Experiments", "TestSupport", "Documents", "Messages", "CarbonAccounting", "Learning", "SiteSelection",
                "FederatedEngine", "RunStore", "Analysis", "Reproducibility", "LinearAlgebra",
            ]),
        .testTarget(
            name: "AnalysisTests",
            dependencies: [
                "Analysis", "TestSupport", "Documents", "CarbonAccounting", "SiteSelection", "FederatedEngine",
                "RunStore", "Experiments", "Reproducibility",
            ]),
        .testTarget(
            name: "PresentationTests",
            dependencies: [
                "Presentation", "TestSupport", "Documents", "Reproducibility", "CarbonAccounting", "FederatedEngine",
                "RunStore",
                "Experiments", "Analysis", "BenchmarkKit",
            ]),
        .testTarget(name: "BenchmarkKitTests", dependencies: ["BenchmarkKit", "Reproducibility", "SiteSelection"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + [.enableUpcomingFeature("MemberImportVisibility")]
}
