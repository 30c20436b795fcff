import ByteIO
import Tensors
import TestSupport
import Testing
import TorchArchive

/// Files that torch 1.4 to 2.13 wrote, against what transformers made of the same weights: bit for bit.
@Suite("Files that torch wrote")
struct RealFileTests {
    struct File: Sendable {
        let folder: String
        var name = "pytorch_model.bin"
        /// The folder in `testdata/transformers-4.44.2` whose weights it holds; nil: its own.
        var source: String? = "second-instance"
        var prefix = ""
        /// The keys that lead to the tensors.
        var path: [String] = []
    }

    private static let plain = [
        "bfloat16-2.13", "big-endian", "crc-off", "deflated", "half-2.13", "legacy-1.4", "legacy-2.13",
        "legacy-protocol-4", "parameters", "protocol-4", "protocol-5", "python2", "subclass-attributes", "views",
        "zip-1.12", "zip-1.4", "zip-1.6", "zip-2.13", "zip-python-layout",
    ].map { folder in
        let half = ["bfloat16-2.13": "bfloat16-policy", "half-2.13": "float16-policy"][folder]
        return File(folder: folder, source: half ?? "second-instance")
    }

    private static let nested = [
        File(folder: "ddp", prefix: "module."), File(folder: "compiled-ddp", prefix: "_orig_mod.module."),
        File(folder: "fsdp", prefix: "_fsdp_wrapped_module."),
        File(folder: "sentence-transformers", source: "main-layer", prefix: "0.auto_model."),
        File(folder: "lightning", name: "last.ckpt", prefix: "model.", path: ["state_dict"]),
        File(folder: "training-checkpoint", name: "checkpoint.pt", path: ["model_state_dict"]),
        File(folder: "checkpoint-1.12", name: "checkpoint.pt", path: ["model"]),
        File(folder: "python2-checkpoint", name: "checkpoint.pt", path: ["model"]),
        File(folder: "whole-module", name: "model.pt", path: ["a whole module"]),
    ]

    private static let module = File(folder: "legacy-module", name: "model.pt", path: ["a whole module"])

    private static let own = ["all-types", "expanded", "shapes"].map {
        File(folder: $0, name: "tensors.pt", source: nil)
    }

    private static func expectedTensors(_ file: File) throws -> [String: ReadTensor] {
        let folder = file.source.map { "transformers-4.44.2/\($0)" } ?? "torch/\(file.folder)"
        return try expected(Fixtures.path("\(folder)/expected.safetensors"))
    }

    @Test("Every tensor is there, and none else, bit for bit", arguments: plain + nested + own)
    func values(file: File) throws {
        try Self.expectValues(file)
    }

    @Test("A module in a legacy file, whose class is named with its source, is walked")
    func legacyModule() throws {
        try Self.expectValues(Self.module)
    }

    private static func expectValues(_ file: File) throws {
        let contents = try contents(ofFile: Fixtures.path("torch/\(file.folder)/\(file.name)"))
        #expect(contents.path == file.path)
        let packed = file.folder == "all-types" ? ["float4_e2m1fn_x2"] : []
        #expect(contents.withheld.map(\.name) == packed)
        let found = try read(contents.table)
        let wanted = try expectedTensors(file).filter { !packed.contains($0.key) }
        #expect(Set(found.keys) == Set(wanted.keys.map { file.prefix + $0 }))
        for (name, tensor) in wanted { #expect(found[file.prefix + name] == tensor, "\(name)") }
    }

    @Test("Names and buffers of other times are read as they are written")
    func otherNames() throws {
        let wanted = try Self.expectedTensors(File(folder: "zip-2.13"))
        let old = try read(Fixtures.path("torch/gamma-beta/pytorch_model.bin"))
        #expect(old["bert.embeddings.LayerNorm.gamma"] == wanted["bert.embeddings.LayerNorm.weight"])
        #expect(old["bert.embeddings.LayerNorm.beta"] == wanted["bert.embeddings.LayerNorm.bias"])
        #expect(old.count == wanted.count)
        let more = try read(Fixtures.path("torch/position-ids/pytorch_model.bin"))
        let positions = try #require(more["bert.embeddings.position_ids"])
        #expect(positions.type == .int64)
        #expect(positions.dimensions == [1, 7])
        #expect(positions.bytes == (0..<7).flatMap { [$0] + Array(repeating: 0, count: 7) })
        #expect(more.count == wanted.count + 1)
    }

    @Test("Tied names share a storage, and both are there", arguments: ["tied-2.13", "legacy-tied", "python2-zip"])
    func tied(folder: String) throws {
        let contents = try contents(ofFile: Fixtures.path("torch/\(folder)/pytorch_model.bin"))
        let wanted = try expected(Fixtures.path("transformers-4.44.2/tf-safetensors/expected.safetensors"))
        let found = try read(contents.table)
        for (name, tensor) in wanted { #expect(found[name] == tensor, "\(name)") }
        let copies = [
            "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
            "cls.predictions.decoder.bias": "cls.predictions.bias",
        ]
        for (copy, original) in copies {
            #expect(found[copy] == found[original])
            let place = contents.table[copy]?.view?.storage
            let other = contents.table[original]?.view?.storage
            #expect(try #require(place).isSame(as: try #require(other)))
        }
    }

    @Test("An untied decoder is its own")
    func untied() throws {
        let found = try read(Fixtures.path("torch/untied-2.13/pytorch_model.bin"))
        let wanted = try expected(Fixtures.path("torch/untied-2.13/expected.safetensors"))
        for (name, tensor) in wanted { #expect(found[name] == tensor, "\(name)") }
        #expect(found["cls.predictions.decoder.weight"] != found["bert.embeddings.word_embeddings.weight"])
    }

    /// Names without what is said of them.
    private static func words(_ others: [String]) -> Set<String> {
        Set(others.map { String($0.prefix { $0 != " " }) })
    }

    @Test("What is beside the tensors is named, and what is odd about the file is said")
    func notes() throws {
        let lightning = try contents(ofFile: Fixtures.path("torch/lightning/last.ckpt"))
        #expect(Set(["epoch", "optimizer_states", "hyper_parameters"]).isSubset(of: Self.words(lightning.others)))
        let crc = try contents(ofFile: Fixtures.path("torch/crc-off/pytorch_model.bin"))
        #expect(crc.notes.contains { $0.contains("no checksums") })
        let deflated = try contents(ofFile: Fixtures.path("torch/deflated/pytorch_model.bin"))
        #expect(deflated.deflatedRecordCount > 0)
        #expect(try contents(ofFile: Fixtures.path("torch/zip-2.13/pytorch_model.bin")).notes.isEmpty)
        let legacy = try contents(ofFile: Fixtures.path("torch/legacy-2.13/pytorch_model.bin"))
        #expect(legacy.notes.contains { $0.contains("no checksums") })
    }

    @Test("A tensor of a class of the user's, or an array of numpy, is withheld by the name of what made it")
    func withheld() throws {
        let arrays = try contents(ofFile: Fixtures.path("torch/numpy-values/pytorch_model.bin"))
        #expect(arrays.table.count == 0)
        let count = try Self.expectedTensors(File(folder: "zip-2.13")).count
        #expect(arrays.withheld.count == count)
        #expect(arrays.withheld.allSatisfy { $0.fault.code == .torchOpaque && $0.fault.reason.contains("numpy") })
        let user = try contents(ofFile: Fixtures.path("torch/user-subclass/pytorch_model.bin"))
        #expect(user.withheld.isEmpty || user.withheld.map(\.name) == ["classifier.bias"])
        #expect(user.table.count + user.withheld.count == count)
    }

    @Test(
        "Types and layouts that safetensors has not are withheld as tensors, and the bias beside is read",
        arguments: [
            "bits16", "bits1x8", "bits2x4", "bits4x2", "bits8", "complex128", "complex32", "meta", "nested",
            "quantized-qint32", "quantized-qint8-per-channel", "quantized-quint4x2", "quantized-quint8", "sparse-bsc",
            "sparse-bsr", "sparse-coo", "sparse-csc", "sparse-csr",
        ])
    func refusedTypes(name: String) throws {
        let contents = try contents(ofFile: Fixtures.path("torch/refused-types/\(name).pt"))
        #expect(contents.table.entries.map(\.name) == ["bias"])
        let withheld = try #require(contents.withheld.first)
        #expect(withheld.name == "weight")
        #expect(withheld.isTensor)
        #expect(withheld.fault.code == .torchUnsupported)
        #expect(withheld.fault.subject == "tensor 'weight'")
        #expect(withheld.fault.remedy != nil)
    }

    @Test("Lazily conjugated and negated tensors are not read as if they were not")
    func lazy() throws {
        let contents = try contents(ofFile: Fixtures.path("torch/conj-neg/tensors.pt"))
        let wanted = try expected(Fixtures.path("torch/conj-neg/expected.safetensors"))
        for (name, tensor) in try read(contents.table) { #expect(wanted[name] == tensor, "\(name)") }
        #expect(contents.table["neither"] != nil)
        #expect(contents.table.count + contents.withheld.count == wanted.count)
        #expect(contents.withheld.allSatisfy { $0.isTensor && $0.fault.code == .torchUnsupported })
    }
}
