import Conversion
import Safetensors
import TestSupport
import Testing

@Suite("Names in the output")
struct NameTests {
    @Test("Every class becomes itself, in the order of the format", arguments: Fixtures.classes)
    func identity(name: String) throws {
        let model = TinyBert(name, layers: 2)
        let converted = try Converted(model)
        #expect(converted.file == model.savedFile)
        #expect(converted.names.sorted() == model.names.sorted())
        #expect(converted.plan.leftOut.isEmpty)
    }

    @Test("The order of the plan is that of a state_dict, whatever the order of the file")
    func order() throws {
        let model = TinyBert("BertForPreTraining")
        var shuffled = model
        shuffled.tensors.reverse()
        let converted = try Converted(shuffled)
        #expect(converted.names == model.names)
        #expect(converted.file == model.savedFile)
    }

    @Test("gamma and beta become weight and bias, and nothing else is renamed")
    func legacyNames() throws {
        let model = TinyBert("BertForMaskedLM")
        var legacy = model
        legacy.rename { name in
            name.replacing("LayerNorm.weight", with: "LayerNorm.gamma").replacing(
                "LayerNorm.bias", with: "LayerNorm.beta")
        }
        legacy.add("my.gamma", [2])
        let converted = try Converted(legacy)
        #expect(converted.names == model.names + ["my.gamma"])
        #expect(converted.plan.unmapped == ["my.gamma"])
    }

    @Test("A backbone without the prefix gets it where a class with a head wants it")
    func prefixIsAdded() throws {
        let backbone = TinyBert("BertModel")
        let converted = try Converted(backbone, as: "BertForSequenceClassification")
        #expect(converted.names == backbone.names.map { "bert." + $0 })
        var named = backbone
        named.rename { "bert." + $0 }
        #expect(converted.file == named.savedFile)
    }

    @Test("A backbone with the prefix loses it where the bare class wants it; a head keeps its name")
    func prefixIsRemoved() throws {
        let model = TinyBert("BertForSequenceClassification")
        let converted = try Converted(model, as: "BertModel")
        #expect(
            converted.names == model.names.map { $0.hasPrefix("bert.") ? String($0.dropFirst(5)) : $0 })
        #expect(converted.names.suffix(2) == ["classifier.weight", "classifier.bias"])
    }

    @Test("A tensor that no rule maps goes along under its own name, after the rest, unless it is dropped")
    func unmapped() throws {
        var model = TinyBert("BertForTokenClassification")
        model.tensors.insert(StoredTensor("adapter/down:0", [2, 3], floats: [1, 2, 3, 4, 5, 6]), at: 0)
        model.tensors.insert(StoredTensor("epoch", type: "I64", shape: [], bytes: [3, 0, 0, 0, 0, 0, 0, 0]), at: 3)
        let kept = try Converted(model)
        #expect(kept.plan.unmapped == ["adapter/down:0", "epoch"])
        #expect(kept.names.suffix(2) == ["adapter/down:0", "epoch"])
        let offset = try #require(
            SafetensorsLayout(kept.plan.outputs.map(\.tensor), metadata: ["format": "pt"]).offsets["adapter/down:0"])
        #expect(Array(kept.file[Int(offset)...].prefix(24)) == model["adapter/down:0"]?.bytes)
        let dropped = try Converted(model, droppingUnmapped: true)
        #expect(dropped.plan.unmapped.isEmpty)
        #expect(dropped.file == TinyBert("BertForTokenClassification").savedFile)
        #expect(dropped.reason("adapter/down:0") == .unmapped)
        #expect(dropped.reason("epoch") == .unmapped)
    }

    @Test("An extra weight of a Keras file goes along with its path as its name")
    func unmappedKeras() throws {
        let name = "bert/tf_bert_for_sequence_classification_1/bert/encoder/layer_._0/adapter/kernel:0"
        let converted = try Converted(Fixtures.path("h5py-3.16.0/extra-tensor.h5"))
        #expect(converted.plan.unmapped == [name])
        let dropped = try Converted(Fixtures.path("h5py-3.16.0/extra-tensor.h5"), droppingUnmapped: true)
        #expect(dropped.file == bytes(ofFile: Fixtures.path("h5py-3.16.0/expected.safetensors")))
    }

    @Test("Layers beyond the configuration go along under their canonical names")
    func extraLayers() throws {
        var model = TinyBert("BertModel", layers: 3)
        model.configuration["num_hidden_layers"] = "2"
        let converted = try Converted(model)
        #expect(converted.names.count == 7 + 48)
        #expect(converted.names.suffix(16).allSatisfy { $0.hasPrefix("encoder.layer.2.") })
    }

    @Test(
        "The metadata says pt, whatever that of the input says", arguments: ["{}", #"{"format":"tf"}"#, #"{"a":"b"}"#])
    func metadata(text: String) throws {
        let folder = TemporaryFolder()
        let model = TinyBert("BertModel")
        _ = folder.write(model.configurationText, to: "config.json")
        let input = folder.write(SafetensorsBytes.file(model.tensors, metadata: text), to: "model.safetensors")
        let converted = try Converted(input)
        #expect(converted.file == model.savedFile)
        #expect(folder.names == ["config.json", "model.safetensors"])
    }
}
