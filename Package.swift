// swift-tools-version: 6.2

import PackageDescription

/// Dependencies point down this list only: text knows nothing of tensors, layers know nothing of text,
/// models join the two, and only the commands print.
let package = Package(
    name: "weft",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "weft", targets: ["WeftMain"]),
        .library(name: "Weft", targets: ["Weft"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        // Not named after its product: on a file system that ignores case, weft and Weft are the same folder.
        .executableTarget(name: "WeftMain", dependencies: ["WeftCommands"]),
        // The example of the README: built and run by the tests, as it stands there.
        .executableTarget(name: "LibraryExample", dependencies: ["Weft"], path: "Examples/Library"),
        // Our side of Benchmarks/peers/baseline.py.
        .executableTarget(name: "BaselineBenchmark", dependencies: ["WeftBaseline"], path: "Benchmarks/Baseline"),
        .target(
            name: "WeftCommands",
            dependencies: [
                "Weft", "WeftCorpora", "WeftText", "WeftTraining", "WeftBaseline", "WeftLayers", "WeftTensors",
                "WeftCheckpoint", "WeftCompression", "WeftJSON", "CArguments",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(
            name: "Weft",
            dependencies: [
                "WeftTensors", "WeftTraining", "WeftBaseline", "WeftLayers", "WeftCheckpoint", "WeftCorpora",
                "WeftText", "WeftJSON",
            ]),
        .target(name: "WeftTraining", dependencies: ["WeftLayers"]),
        .target(name: "WeftBaseline", dependencies: ["WeftText", "WeftTensors"]),
        .target(name: "WeftLayers", dependencies: ["WeftTensors"]),
        .target(name: "WeftCheckpoint", dependencies: ["WeftCompression", "WeftJSON"]),
        .target(name: "WeftCorpora", dependencies: ["WeftCompression", "WeftJSON"]),
        .target(name: "WeftCompression", dependencies: ["CZstd", "CZlib"]),
        .target(name: "WeftJSON"),
        .target(name: "WeftTensors", dependencies: ["WeftKernels"]),
        .target(name: "WeftText", dependencies: ["CICUShims"]),
        .target(name: "CICUShims", dependencies: ["CICU"]),
        .target(name: "WeftKernels"),
        .target(name: "CArguments"),
        .systemLibrary(
            name: "CICU", pkgConfig: "icu-uc", providers: [.apt(["libicu-dev"]), .brew(["icu4c"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        .target(name: "TestSupport", dependencies: ["WeftTensors"], path: "Tests/TestSupport"),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"]),
        .testTarget(name: "WeftTextTests", dependencies: ["WeftText", "TestSupport"]),
        .testTarget(name: "WeftCorporaTests", dependencies: ["WeftCorpora", "WeftCompression", "TestSupport"]),
        .testTarget(name: "WeftJSONTests", dependencies: ["WeftJSON"]),
        .testTarget(name: "WeftCompressionTests", dependencies: ["WeftCompression", "TestSupport"]),
        .testTarget(
            name: "WeftCheckpointTests", dependencies: ["WeftCheckpoint", "WeftCompression", "TestSupport"]),
        .testTarget(name: "WeftBaselineTests", dependencies: ["WeftBaseline", "TestSupport"]),
        .testTarget(name: "WeftTensorsTests", dependencies: ["WeftTensors", "TestSupport"]),
        .testTarget(name: "WeftLayersTests", dependencies: ["WeftLayers", "TestSupport"]),
        .testTarget(name: "WeftTrainingTests", dependencies: ["WeftTraining", "TestSupport"]),
        .testTarget(name: "WeftTests", dependencies: ["Weft", "WeftJSON", "TestSupport", "AllocationCounter"]),
        .testTarget(
            name: "WeftCommandsTests",
            dependencies: [
                "WeftCommands", "WeftMain", "LibraryExample", "WeftCheckpoint", "WeftCorpora", "WeftCompression",
                "WeftJSON",
                "TestSupport",
            ],
            exclude: ["Snapshots"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
