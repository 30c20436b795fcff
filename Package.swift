// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is compiled under the same rules: a warning is an error, unsafe code is
/// marked where it stands, `any` is written out, and imports are internal unless said otherwise.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

/// The folders of `Sources` are stages, in the order in which data goes through them: a module uses modules of its own
/// stage and of those before it (`scripts/check-stages`).
enum Stage: String {
    case bytes = "Bytes"
    case containers = "Containers"
    case model = "Model"
    case judgement = "Judgement"
    case work = "Work"
    case products = "Products"
    case programs = "Programs"

    func path(_ name: String) -> String { "Sources/\(rawValue)/\(name)" }

    func library(
        _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
    ) -> Target {
        .target(
            name: name, dependencies: dependencies, path: path(name), resources: resources, swiftSettings: strict)
    }

    func program(
        _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []
    ) -> Target {
        .executableTarget(
            name: name, dependencies: dependencies, path: path(name), resources: resources, swiftSettings: strict)
    }

    /// A module in C.
    func c(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
        .target(name: name, dependencies: dependencies, path: path(name))
    }

    /// A library of the system, static or shared.
    func system(_ name: String, pkgConfig: String, debian: String) -> Target {
        .systemLibrary(name: name, path: path(name), pkgConfig: pkgConfig, providers: [.apt([debian])])
    }
}

func tests(_ module: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(module)Tests", dependencies: [.init(stringLiteral: module), "TestSupport"] + dependencies,
        swiftSettings: strict)
}

/// The files in `Schemas/architectures/`; `Schemas.swift` has them in the order in which they are tried.
let architectures = [
    "albert", "bert", "convbert", "deberta", "deberta-v2", "distilbert", "electra", "ernie", "gte",
    "jina-embeddings-v3", "longformer", "mobilebert", "modernbert", "mpnet", "nomic-bert", "roberta",
    "roberta-prelayernorm", "squeezebert", "xlm-roberta-xl",
]

let package = Package(
    name: "bertconv",
    products: [
        .executable(name: "bertconv", targets: ["bertconv"]),
        .executable(name: "bertconv-hdf5", targets: ["bertconv-hdf5"]),
        .executable(name: "bertconv-fetch", targets: ["bertconv-fetch"]),
        // For other packages, which see only what is `public` in them. Unstable until 1.0.
        .library(name: "CheckpointReading", targets: ["CheckpointReading"]),
        .library(name: "ModelVerification", targets: ["ModelVerification"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        // For tests only: it brings Foundation, which alone is larger than the programs may be together.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        Stage.bytes.system("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
        Stage.bytes.system("CSHA256", pkgConfig: "libcrypto", debian: "libssl-dev"),
        Stage.bytes.c("CKernels"),
        Stage.bytes.c("CProcess"),
        Stage.bytes.library("ByteIO", ["CKernels", "CProcess", "CSHA256", "CZlib"]),
        Stage.bytes.library("JSONText", ["ByteIO"]),
        Stage.bytes.library("Tensors", ["ByteIO", "CKernels"]),

        Stage.containers.library("Safetensors", ["ByteIO", "JSONText", "Tensors"]),
        Stage.containers.library("TorchArchive", ["ByteIO", "CZlib", "Tensors"]),
        Stage.containers.library("TensorBundle", ["ByteIO", "Tensors"]),
        Stage.containers.system("CHDF5", pkgConfig: "hdf5", debian: "libhdf5-dev"),
        // What bertconv-hdf5 and bertconv-fetch give up before they read anything from outside.
        Stage.containers.c("CCage"),
        Stage.containers.c("CHDF5Shims", ["CCage", "CHDF5"]),
        // What bertconv and bertconv-hdf5 say to each other.
        Stage.containers.library("HelperProtocol", ["ByteIO", "JSONText"]),
        Stage.containers.library("HDF5", ["CCage", "CHDF5", "CHDF5Shims", "HelperProtocol"]),
        // Files on other machines, which bertconv-fetch fetches.
        Stage.containers.library("Remote", ["ByteIO", "JSONText"]),
        Stage.containers.library("KerasArchive", ["ByteIO", "HelperProtocol", "JSONText", "Tensors"]),
        Stage.containers.library(
            "Formats",
            [
                "ByteIO", "HelperProtocol", "JSONText", "KerasArchive", "Safetensors", "TensorBundle", "Tensors",
                "TorchArchive",
            ]),

        .target(
            name: "Schemas", path: "Schemas",
            exclude: [
                "library.schema.json", "probe.schema.json", "report.schema.json", "sentence-transformers.schema.json",
                "sentences.schema.json", "tokenizers.schema.json", "wrappers.schema.json",
            ],
            resources: [
                .embedInCode("architecture.schema.json"), .embedInCode("libraries/keras-3.json"),
                .embedInCode("libraries/tensorflow-checkpoint.json"),
                .embedInCode("libraries/transformers-4.44-tensorflow.json"),
                .embedInCode("libraries/transformers-5.23.json"), .embedInCode("sentence-transformers.json"),
                .embedInCode("sentences.json"), .embedInCode("tokenizers.json"), .embedInCode("wrappers.json"),
            ] + architectures.map { .embedInCode("architectures/\($0).json") }, swiftSettings: strict),
        Stage.model.library("Vocabularies", ["ByteIO", "JSONText", "Schemas"]),
        Stage.model.library("ModelSchema", ["ByteIO", "Formats", "JSONText", "Schemas", "Tensors", "TorchArchive"]),
        Stage.model.library(
            "Comparison", ["ModelSchema", "ByteIO", "Formats", "JSONText", "Tensors", "TorchArchive"]),

        Stage.judgement.library("Forensics", ["ByteIO", "CKernels", "Tensors"]),
        // Each page of docs/rules/ is compiled in as a constant of its own, `PackageResources.BC101_md`.
        Stage.judgement.library(
            "Verification",
            [
                "ModelSchema", "ByteIO", "Comparison", "Forensics", "Formats", "JSONText", "Tensors", "TorchArchive",
                "Vocabularies",
            ],
            resources: [.embedInCode("Pages")]),
        Stage.judgement.library("Policies", ["ByteIO", "JSONText", "ModelSchema", "Verification"]),
        Stage.judgement.library(
            "Reporting", ["ModelSchema", "ByteIO", "Forensics", "Formats", "JSONText", "Tensors", "Verification"]),

        Stage.work.library("Tokenization", ["ByteIO", "JSONText", "Vocabularies"]),
        Stage.work.library("Initialization", ["ModelSchema", "ByteIO", "Forensics", "Formats", "Tensors"]),
        Stage.work.library(
            "Probing",
            [
                "ModelSchema", "ByteIO", "CKernels", "Formats", "JSONText", "Safetensors", "Schemas", "Tensors",
                "Tokenization", "Verification",
            ]),
        Stage.work.library(
            "Conversion",
            [
                "ModelSchema", "ByteIO", "Formats", "JSONText", "KerasArchive", "Safetensors", "Tensors",
                "TorchArchive",
            ]),

        Stage.products.library(
            "CheckpointReading", ["ByteIO", "Formats", "KerasArchive", "ModelSchema", "Tensors", "TorchArchive"]),
        Stage.products.library(
            "ModelVerification", ["ModelSchema", "ByteIO", "Formats", "Policies", "Reporting", "Verification"]),

        Stage.programs.c("CGlibc234"),
        Stage.programs.program(
            "bertconv-hdf5", ["CGlibc234", "ByteIO", "CCage", "HDF5", "HelperProtocol", "JSONText"]),
        // In C: it needs nothing of Swift, and what speaks to a network should be small.
        .executableTarget(
            name: "bertconv-fetch", dependencies: ["CCage"], path: Stage.programs.path("bertconv-fetch"),
            cSettings: [.headerSearchPath(".")]),
        Stage.programs.program(
            "bertconv",
            [
                "CGlibc234", "ModelSchema", "ByteIO", "Comparison", "Conversion", "Forensics", "Formats",
                "Initialization", "JSONText", "Policies", "Probing", "Remote", "Reporting", "Tensors", "Tokenization",
                "Verification", "Vocabularies", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            // The model that `bertconv demo` shows.
            resources: [.embedInCode("Demo/Model/config.json"), .embedInCode("Demo/Model/tf_model.h5")]),

        // Not a part of the product: the loops one by one, whose instructions `Benchmarks/kernels/check` counts.
        .executableTarget(
            name: "bertconv-kernels",
            dependencies: ["ByteIO", "Forensics", "JSONText", "Tensors", "TorchArchive"], path: "Benchmarks/kernels",
            exclude: ["README.md", "check", "check.py", "instructions.json"], swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["ByteIO", "CZlib", "JSONText", "Tensors"], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("ByteIO", ["CZlib"]),
        tests("JSONText", ["ByteIO"]),
        tests("Tensors", ["ByteIO"]),
        tests("Safetensors", ["ByteIO", "JSONText", "Tensors"]),
        tests("TensorBundle", ["ByteIO", "JSONText", "Tensors"]),
        // Tries what bertconv-hdf5 may not do, in the same cage.
        .target(name: "CageProbeCalls", path: "Tests/CageProbeCalls"),
        .executableTarget(
            name: "CageProbe", dependencies: ["CCage", "CageProbeCalls", "HDF5"], path: "Tests/CageProbe",
            swiftSettings: strict),
        tests("HelperProtocol", ["ByteIO", "JSONText"]),
        tests("HDF5", ["ByteIO", "HelperProtocol", "JSONText", "CageProbe", "bertconv-hdf5"]),
        tests("Remote", ["ByteIO", "JSONText", "bertconv", "bertconv-fetch", "bertconv-hdf5"]),
        tests("KerasArchive", ["ByteIO", "HelperProtocol", "JSONText", "Tensors", "bertconv-hdf5"]),
        tests("TorchArchive", ["ByteIO", "Safetensors", "Tensors"]),
        tests("Formats", ["ByteIO", "Tensors", "bertconv-hdf5"]),
        tests("ModelSchema", ["ByteIO", "Formats", "JSONText", "Schemas", "Tensors", "bertconv-hdf5"]),
        tests("Forensics", ["ByteIO", "CKernels", "JSONText", "Safetensors", "Tensors"]),
        tests(
            "Verification", ["ModelSchema", "ByteIO", "Forensics", "Formats", "JSONText", "Tensors", "bertconv-hdf5"]),
        tests(
            "Conversion",
            [
                "ModelSchema", "ByteIO", "Formats", "KerasArchive", "Safetensors", "Tensors", "TorchArchive",
                "Verification", "bertconv-hdf5",
            ]),
        tests(
            "Initialization",
            [
                "ModelSchema", "ByteIO", "Formats", "JSONText", "Safetensors", "Tensors", "bertconv", "bertconv-hdf5",
            ]),
        tests(
            "Probing",
            [
                "ModelSchema", "ByteIO", "CKernels", "Formats", "JSONText", "Schemas", "Tensors", "Tokenization",
                "bertconv", "bertconv-hdf5",
            ]),
        tests(
            "Comparison",
            [
                "ModelSchema", "ByteIO", "Formats", "JSONText", "Safetensors", "Tensors", "bertconv", "bertconv-hdf5",
            ]),
        tests("Tokenization", ["ByteIO", "JSONText"]),
        tests("Reporting", ["ByteIO", "Formats", "bertconv-hdf5", "JSONText", "Verification"]),
        tests("Policies", ["ByteIO", "JSONText", "Verification", .product(name: "Yams", package: "Yams")]),
        tests(
            "bertconv",
            [
                "ByteIO", "JSONText", "Safetensors", "Tensors", "Verification",
                .product(name: "Yams", package: "Yams"), "bertconv-hdf5",
            ]),
        // These see of a product only what is public, as another package does.
        tests("CheckpointReading", ["bertconv-hdf5"]),
        tests("ModelVerification", ["JSONText", "bertconv", "bertconv-hdf5"]),
        .testTarget(
            name: "HostileTests",
            dependencies: ["ByteIO", "JSONText", "TestSupport", "bertconv", "bertconv-hdf5"],
            swiftSettings: strict),
    ]
)

// The fuzz targets are built on request: their program is driven by libFuzzer, so it can only be linked with
// that library (scripts/fuzz/run). They are part of this package because they look at `package` declarations,
// which another package cannot see.
if Context.environment["BERTCONV_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "bertconv-fuzz",
            dependencies: [
                "ModelSchema", "ByteIO", "Formats", "JSONText", "KerasArchive", "Policies", "Reporting", "Safetensors",
                "TensorBundle", "Tensors", "TestSupport", "TorchArchive", "Verification",
            ],
            path: "Fuzz", exclude: ["README.md", "Dictionaries"], swiftSettings: strict))
}

// The sanitizers run a part of the tests, and nothing else is compiled for them (scripts/sanitize).
if let names = Context.environment["BERTCONV_TEST_TARGETS"]?.split(separator: " ").map(String.init) {
    package.targets.removeAll { $0.type == .test && !names.contains($0.name) }
}
