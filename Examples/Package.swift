// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Examples",
    dependencies: [
        // Another package has the address of the repository here.
        .package(name: "bertconv", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "check-model",
            dependencies: [
                .product(name: "CheckpointReading", package: "bertconv"),
                .product(name: "ModelVerification", package: "bertconv"),
                // Reads HDF5 files, as a program of its own that the build puts beside this one.
                .product(name: "bertconv-hdf5", package: "bertconv"),
            ])
    ]
)
