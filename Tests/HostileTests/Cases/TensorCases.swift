import TestSupport

/// Descriptions of tensors that lead out of their storage, or make much of little (torch-safetensors facts 0.3, 2.3).
enum TensorCases {
    static let all = views + storages + kinds + names

    private static func archive(_ change: (inout DescribedTensor) -> Void) -> [UInt8] {
        var tensor = DescribedTensor()
        change(&tensor)
        return ZipArchive.torch(.dict([(ZipCases.weight, tensor)]), storages: [(tensor.key, ZipArchive.sixFloats)])
            .bytes
    }

    private static func refused(
        _ name: String, _ code: String = "torch.tensor", _ guardedBy: String = "StridedView",
        listsRest: Bool = false, _ change: @escaping @Sendable (inout DescribedTensor) -> Void
    ) -> HostileCase {
        .refused("tensor: " + name, code, guardedBy: guardedBy, listsRest: listsRest) { archive(change) }
    }

    private static let views = [
        refused("offset past the end") { $0.offset = 1 },
        refused("offset of 2^62") { $0.offset = 1 << 62 },
        refused("offset of the largest integer") { $0.offset = .max },
        refused("offset negative") { $0.offset = -1 },
        refused("stride negative") { $0.strides = [-3, 1] },
        refused("stride of the least integer") { $0.strides = [.min, 1] },
        refused("stride that overflows") { $0.strides = [.max, .max] },
        refused("stride past the end") { $0.strides = [4, 1] },
        refused("size negative") { $0.size = [-2, -3] },
        refused("size that overflows") { $0.size = [1 << 40, 1 << 40] },
        refused("size that wraps to the right one") { $0.size = [1 << 62, 4] },
        refused("bytes that wrap to zero") {
            $0.size = [1 << 62]
            $0.strides = [0]
        },
        refused("4 TiB of one element", "torch.tensor", "TorchTensor.entry") {
            $0.size = [1 << 40]
            $0.strides = [0]
        },
        refused("more than a megabyte of 24 bytes", "torch.tensor", "TorchLimits.freeDenseBytes") {
            $0.size = [1 << 20]
            $0.strides = [0]
        },
        refused("ranks differ") { $0.strides = [1] },
        refused("65 dimensions", "torch.tensor", "TorchLimits.rank") {
            $0.size = [Int](repeating: 1, count: 65)
            $0.strides = [Int](repeating: 1, count: 65)
        },
        refused("100,000 dimensions", "torch.tensor", "TorchLimits.rank") {
            $0.size = [Int](repeating: 1, count: 100_000)
            $0.strides = [Int](repeating: 1, count: 100_000)
        },
        .fine("tensor: transposed", guardedBy: "StridedView") {
            archive {
                $0.strides = [1, 2]
            }
        },
        .refused("tensor: 100,000 names for one storage", "torch.layout", guardedBy: "TorchTensor.checkTotal") {
            let tensors = (0..<600).map {
                ("bert.\($0)", DescribedTensor(count: 1024, offset: $0, size: [424], strides: [1]))
            }
            let storage = [UInt8](repeating: 1, count: 4096)
            var many = tensors
            many += (0..<600).map { ("cls.\($0)", DescribedTensor(count: 1024, offset: $0, size: [423], strides: [1])) }
            return ZipArchive.torch(.dict(many), storages: [("0", storage)]).bytes
        },
    ]

    private static let storage = "TorchStorage.init"

    private static let storages = [
        refused("storage larger than its record", "torch.storage", "TorchTensor.entry") { $0.count = 7 },
        refused("storage of 4 TiB", "torch.storage", "TorchTensor.entry") { $0.count = 1 << 40 },
        refused("storage whose bytes overflow", "torch.storage", "TorchTensor.entry") { $0.count = .max },
        refused("storage of a negative count", "torch.storage", storage) { $0.count = -6 },
        .refused("tensor: storage key that leads out", "zip.name", guardedBy: "ZipEntry.name") {
            archive { $0.key = "../../../etc/passwd" }
        },
        .refused(
            "tensor: storage key that is a file's path", "torch.storage", guardedBy: "TorchArchiveFile.storage",
            canary: "root:"
        ) {
            ZipArchive.torch(
                .dict([(ZipCases.weight, DescribedTensor(key: "/etc/passwd"))]), storages: [("0", ZipArchive.sixFloats)]
            ).bytes
        },
        .refused("tensor: storage key that leads to the pickle", "zip.name", guardedBy: "ZipEntry.name") {
            archive { $0.key = "../data.pkl" }
        },
        .refused("tensor: storage key of 65 kB", "torch.storage", guardedBy: "TorchArchiveFile.storage") {
            let key = String(repeating: "k", count: 65_000)
            return ZipArchive.torch(
                .dict([(ZipCases.weight, DescribedTensor(key: key))]), storages: [("0", ZipArchive.sixFloats)]
            ).bytes
        },
        .refused("tensor: one storage with two types", "torch.storage", guardedBy: "StateDict.checkTypes") {
            let tensors = [
                (ZipCases.weight, DescribedTensor()), ("bert.x", DescribedTensor(storageClass: "torch IntStorage")),
            ]
            return ZipArchive.torch(.dict(tensors), storages: [("0", ZipArchive.sixFloats)]).bytes
        },
        refused("storage class that is a function", "torch.unsupported-tensor", storage, listsRest: true) {
            $0.storageClass = "os system"
        },
        refused("type that is no type", "torch.unsupported-tensor", "ElementType.init(torchName:)", listsRest: true) {
            $0.function = "torch._utils _rebuild_tensor_v3"
            $0.storageClass = "torch UntypedStorage"
            $0.count = 24
            $0.type = "system"
        },
    ]

    private static func unsupported(_ name: String, _ function: String) -> HostileCase {
        HostileCase(
            "tensor: " + name, .refused(code: "torch.unsupported-tensor", rule: "BC602"),
            guardedBy: "TorchTensor.refusal", convert: 2, inspect: 2, listsRest: true
        ) { folder in
            folder.write(PickleCases.beside(Array("ctorch._utils\n\(function)\n(NNtR".utf8)), to: "model.bin")
        }
    }

    private static let kinds = [
        unsupported("quantised", "_rebuild_qtensor"), unsupported("sparse", "_rebuild_sparse_tensor"),
        unsupported("sparse by rows", "_rebuild_sparse_csr_tensor"), unsupported("nested", "_rebuild_nested_tensor"),
        unsupported("of meta device", "_rebuild_meta_tensor_no_storage"),
        unsupported("wrapped", "_rebuild_wrapper_subclass"),
        refused("conjugated lazily", "torch.unsupported-tensor", "TorchTensor.checkMetadata", listsRest: true) {
            $0.metadata = "}S'conj'\nI01\ns"
        },
    ]

    private static let names = [
        .refused("tensor: a name twice", "torch.tensor", guardedBy: "StateDict.insert") {
            ZipArchive.torch(
                .dict([(ZipCases.weight, DescribedTensor()), (ZipCases.weight, DescribedTensor())]),
                storages: [("0", ZipArchive.sixFloats)]
            ).bytes
        },
        HostileCase.refused("tensor: names equal when composed", "torch.tensor", guardedBy: "StateDict.insert") {
            ZipArchive.torch(
                .dict([("bert.\u{E9}", DescribedTensor()), ("bert.e\u{301}", DescribedTensor())]),
                storages: [("0", ZipArchive.sixFloats)]
            ).bytes
        },
        .refused("tensor: a name of 70 kB", "torch.tensor", guardedBy: "TorchLimits.nameBytes") {
            ZipArchive.torch(
                .dict([(String(repeating: "n", count: 70_000), DescribedTensor())]),
                storages: [("0", ZipArchive.sixFloats)]
            ).bytes
        },
    ]
}
