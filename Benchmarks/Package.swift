// swift-tools-version: 6.1
import PackageDescription

// Kernel benchmarks of the package next door; apart from it so that nobody who uses or tests cafe builds them.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "cafe", path: "..")],
    targets: [
        .executableTarget(
            name: "KernelBenchmarks",
            dependencies: [
                .product(name: "CafeLibraries", package: "cafe"), .product(name: "BenchmarkKit", package: "cafe"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
