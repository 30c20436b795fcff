import TestSupport
import Testing

/// Guards what is read of PyTorch's files: against files that every version of torch wrote, and against those
/// that torch loads although something is wrong with them.
@Suite("PyTorch files of all ages")
struct TorchFilesTests {
    private static let model = "transformers-4.44.2/second-instance/expected.safetensors"

    @Test(
        "What torch wrote becomes, byte for byte, the file that save_pretrained writes",
        arguments: [
            "zip-1.4", "zip-1.6", "zip-1.12", "zip-2.13", "legacy-1.4", "legacy-2.13", "legacy-protocol-4", "python2",
            "protocol-4", "protocol-5", "parameters", "views", "subclass-attributes", "deflated", "crc-off",
            "big-endian", "zip-python-layout", "gamma-beta", "position-ids", "sharded", "ddp", "compiled-ddp", "fsdp",
        ])
    func folders(name: String) {
        Self.expect(Fixtures.path("torch/\(name)"), becomes: Self.model)
    }

    @Test(
        "So does a state_dict within something larger",
        arguments: [
            "checkpoint-1.12/checkpoint.pt", "python2-checkpoint/checkpoint.pt", "training-checkpoint/checkpoint.pt",
            "lightning/last.ckpt", "whole-module/model.pt", "legacy-module/model.pt",
        ])
    func wrapped(path: String) {
        Self.expect(Fixtures.path("torch/\(path)"), becomes: Self.model)
    }

    @Test(
        "Other models and types keep what they are",
        arguments: [
            ("tied-2.13", "transformers-4.44.2/tf-safetensors"), ("legacy-tied", "transformers-4.44.2/tf-safetensors"),
            ("python2-zip", "transformers-4.44.2/tf-safetensors"), ("untied-2.13", "torch/untied-2.13"),
            ("half-2.13", "transformers-4.44.2/float16-policy"),
            ("bfloat16-2.13", "transformers-4.44.2/bfloat16-policy"),
            ("sentence-transformers", "transformers-4.44.2/main-layer"),
        ])
    func others(name: String, expected: String) {
        Self.expect(Fixtures.path("torch/\(name)"), becomes: expected + "/expected.safetensors")
    }

    @Test("What training programs put before names is said")
    func prefixesAreSaid() {
        let folder = TemporaryFolder()
        let run = Tool.bertconv(["convert", Fixtures.path("torch/compiled-ddp"), folder.file("m.safetensors")])
        #expect(run.status == 0)
        #expect(run.errors.contains("stripped '_orig_mod.module.' from 25 names"))
    }

    @Test("Arrays of numpy and quantised tensors are refused by name, and nothing is written")
    func refused() {
        for (path, words) in [
            ("numpy-values", "'numpy._core.multiarray._reconstruct' is where a tensor should be"),
            ("refused-types/sparse-coo.pt", "is a sparse tensor"),
            ("refused-types/quantized-quint8.pt", "is a quantised tensor"),
        ] {
            let run = Tool.bertconv(["digest", Fixtures.path("torch/\(path)")])
            #expect(run.status == 2, "\(path)")
            #expect(run.output.isEmpty)
            #expect(run.errors.contains(words), "\(path): \(run.errors)")
        }
    }

    private static func expect(_ input: String, becomes expected: String) {
        let folder = TemporaryFolder()
        let output = folder.file("model.safetensors")
        let run = Tool.bertconv(["convert", input, output])
        #expect(run.status == 0, "\(run.errors)")
        let isSame = bytes(ofFile: output) == bytes(ofFile: Fixtures.path(expected))
        #expect(isSame, "\(input)")
        #expect(folder.names == ["model.safetensors"])
    }
}
