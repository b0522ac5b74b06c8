// swift-tools-version: 6.1
import PackageDescription

// A package that depends on cafe's libraries: a policy and a layer of its own, and an experiment that uses both. In a
// package elsewhere the path is replaced by .package(url: …, from: …).
let package = Package(
    name: "own-policy",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "cafe", path: "../..")],
    targets: [
        .executableTarget(
            name: "own-policy", dependencies: [.product(name: "CafeLibraries", package: "cafe")])
    ],
    swiftLanguageModes: [.v6]
)
