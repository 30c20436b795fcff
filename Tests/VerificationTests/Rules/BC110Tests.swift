import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC110 adapter-only, as verify shows it")
struct BC110Tests {
    @Test(
        "A folder with nothing but an adapter has nothing to check",
        arguments: ["adapter-only", "adapter-with-configuration"])
    func folder(name: String) async throws {
        for depth in [Examination.Depth.headers, .values] {
            let verified = try await Verified(damage: name, depth)
            #expect(verified.lines == ["BC110 error adapter_model.safetensors"])
            #expect(verified.findings[0].help.contains("merge_and_unload"))
            #expect(verified.result.nothing != nil)
            #expect(verified.result.examination == nil)
        }
    }

    @Test(
        "An adapter under a model's name is one error that counts its tensors",
        arguments: [
            ("adapter-under-model-name", "model.safetensors", 10), ("adapter-not-merged", "pytorch_model.bin", 51),
        ])
    func underModelName(name: String, file: String, count: Int) async throws {
        let verified = try await Verified(damage: name)
        #expect(verified.lines == ["BC110 error \(file)"])
        #expect(verified.findings[0].evidence["tensors"]?.integer == count)
        #expect(verified.findings[0].help.contains("merge_and_unload"))
        #expect(verified.missing.count == 41)
    }

    @Test("An adapter within the model's own file was not merged")
    func notMerged() async throws {
        var model = TinyBert()
        model.add("bert.encoder.layer.0.attention.self.query.lora_A.weight", [2, 4])
        model.add("bert.encoder.layer.0.attention.self.query.lora_B.weight", [4, 2])
        let verified = try await Verified(model)
        #expect(verified.lines == ["BC110 error model.safetensors"])
        #expect(verified.findings[0].message.contains("not merged"))
        #expect(verified.missing.isEmpty)
    }

    @Test("An adapter beside a whole model, or a name that only resembles one, is none")
    func nearMisses() async throws {
        #expect(
            try await Verified(damage: "adapter-beside-model").lines == ["BC307 warning adapter_config.json"])
        var model = TinyBert()
        model.add("bert.encoder.layer.0.adapter.down.weight", [2, 4])
        model.add("lora_alpha", [1])
        let lines = try await Verified(model).lines
        #expect(lines == ["BC102 warning bert.encoder.layer.0.adapter.down.weight", "BC102 warning lora_alpha"])
    }
}
