import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC110 adapter-only, as verify shows it")
struct BC110Tests {
    @Test(
        "A folder with nothing but an adapter has nothing to check",
        arguments: ["adapter-only", "adapter-with-configuration"])
    func folder(name: String) throws {
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(damage: name, depth)
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
    func underModelName(name: String, file: String, count: Int) throws {
        let verified = try Verified(damage: name)
        #expect(verified.lines == ["BC110 error \(file)"])
        #expect(verified.findings[0].evidence["tensors"]?.integer == count)
        #expect(verified.findings[0].help.contains("merge_and_unload"))
        #expect(verified.missing.count == 41)
    }

    @Test(
        "Tensors of an adapter beside a whole model are what the loader drops; where weights are missing they are why")
    func notMerged() throws {
        let query = "bert.encoder.layer.0.attention.self.query"
        var model = TinyBert()
        model.add("\(query).lora_A.weight", [2, 4])
        model.add("\(query).lora_B.weight", [4, 2])
        let whole = try Verified(model)
        #expect(whole.lines == ["BC102 warning \(query).lora_A.weight", "BC102 warning \(query).lora_B.weight"])
        #expect(whole.missing.isEmpty)
        model.rename { $0 == "\(query).weight" ? "\(query).base_layer.weight" : $0 }
        let wrapped = try Verified(model)
        #expect(wrapped.findings(of: .adapterOnly).map(\.subject) == ["model.safetensors"])
        #expect(wrapped.findings(of: .adapterOnly).first?.message.contains("not merged") == true)
        model = TinyBert()
        model.remove("classifier.bias")
        model.add("\(query).lora_A.weight", [2, 4])
        #expect(
            try Verified(model).lines == [
                "BC101 error classifier.bias", "BC102 warning \(query).lora_A.weight",
            ])
    }

    @Test("A real file of a whole model with two tensors of an adapter is loaded whole")
    func stray() throws {
        let query = "bert.encoder.layer.0.attention.self.query"
        let lines = try Verified(damage: "adapter-stray").lines
        #expect(lines == ["A", "B"].map { "BC102 warning \(query).lora_\($0).default.weight" })
    }

    @Test("An adapter beside a whole model, or a name that only resembles one, is none")
    func nearMisses() throws {
        #expect(
            try Verified(damage: "adapter-beside-model").lines == ["BC307 warning adapter_config.json"])
        var model = TinyBert()
        model.add("bert.encoder.layer.0.adapter.down.weight", [2, 4])
        model.add("lora_alpha", [1])
        let lines = try Verified(model).lines
        #expect(lines == ["BC102 warning bert.encoder.layer.0.adapter.down.weight", "BC102 warning lora_alpha"])
    }
}
