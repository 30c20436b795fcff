import Formats
import TestSupport
import Testing

@Suite("Which file of a model folder is opened")
struct WeightsDiscoveryTests {
    @Test("The names are looked for in the loaders' order; all the others are further weights")
    func order() throws {
        let folder = TemporaryFolder()
        for name in WeightsDiscovery.names.reversed() {
            _ = folder.write("x", to: name)
            let discovery = try WeightsDiscovery(in: folder.path)
            #expect(discovery.weights == name)
            #expect([name] + discovery.otherWeights == WeightsDiscovery.names.filter { discovery.files.contains($0) })
        }
        #expect(
            WeightsDiscovery.names == [
                "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
                "pytorch_model.bin.index.json", "tf_model.h5", "tf_model.h5.index.json",
            ])
    }

    @Test("The file that the configuration names comes before all, and is none of the others")
    func stated() throws {
        let folder = TemporaryFolder()
        for name in ["chosen.safetensors", "model.safetensors", "pytorch_model.bin"] { _ = folder.write("x", to: name) }
        let chosen = try WeightsDiscovery(in: folder.path, stated: "chosen.safetensors")
        #expect(chosen.weights == "chosen.safetensors")
        #expect(chosen.otherWeights == ["model.safetensors", "pytorch_model.bin"])
        let second = try WeightsDiscovery(in: folder.path, stated: "pytorch_model.bin")
        #expect(second.weights == "pytorch_model.bin")
        #expect(second.otherWeights == ["model.safetensors"])
    }

    @Test(
        "An adapter is no weights, whether or not there are some",
        arguments: ["adapter_model.safetensors", "adapter_model.bin"])
    func adapter(name: String) throws {
        let folder = TemporaryFolder()
        _ = folder.write("x", to: name)
        let alone = try WeightsDiscovery(in: folder.path)
        #expect(alone.weights == nil && alone.otherWeights.isEmpty && alone.adapter == name)
        _ = folder.write("x", to: "model.safetensors")
        let beside = try WeightsDiscovery(in: folder.path)
        #expect(beside.weights == "model.safetensors" && beside.otherWeights.isEmpty && beside.adapter == name)
    }

    @Test("A folder by such a name, another case and other frameworks' files are not weights")
    func nearMisses() throws {
        let folder = TemporaryFolder()
        for name in ["Model.safetensors", "model.safetensors.bak", "flax_model.msgpack", "optimizer.pt"] {
            _ = folder.write("x", to: name)
        }
        #expect(Tool.run(["mkdir", folder.file("model.safetensors")]).status == 0)
        let discovery = try WeightsDiscovery(in: folder.path)
        #expect(discovery.weights == nil && discovery.otherWeights.isEmpty && discovery.adapter == nil)
        #expect(discovery.files.count == 5)
    }
}
