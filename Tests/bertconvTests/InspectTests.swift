import JSONText
import TestSupport
import Testing

@Suite("bertconv inspect")
struct InspectTests {
    private static let folder = Fixtures.path("transformers-4.44.2/BertModel")

    @Test("Names that several architectures have are said to be theirs, unless config.json decides")
    func alternatives() throws {
        let (folder, other) = (TemporaryFolder(), TemporaryFolder())
        let weights = TinyBert("BertModel").writeWeights(to: folder)
        let names = "BERT, RoBERTa, XLM-RoBERTa, CamemBERT and ERNIE have these names"
        let note = "\(names); config.json or --as decides which it is"
        let run = Tool.bertconv(["inspect", weights])
        #expect(run.status == 0)
        #expect(run.errors == "note: \(note)\n")
        let report = try JSONParser.parse(Array(Tool.bertconv(["inspect", weights, "--format", "json"]).output.utf8))
        #expect(report.object?["notes"]?.array?.map(\.string) == [note])
        let verified = Tool.bertconv(["verify", weights, "--headers-only"])
        #expect(verified.output.contains("could be RobertaModel or XLMRobertaModel or CamembertModel or "))
        #expect(Tool.bertconv(["inspect", TinyBert("BertModel").write(to: folder)]).errors.isEmpty)
        #expect(Tool.bertconv(["inspect", TinyBert().writeWeights(to: other)]).errors.isEmpty)
    }

    @Test("A tf_model.h5 is shown as a tree in the file's order, equal layers as one")
    func hdf5Text() {
        let run = Tool.bertconv(["inspect", Self.folder])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(
            run.output == """
                \(Self.folder)/tf_model.h5: keras-hdf5, 39 tensors, 26.7 kB, names: huggingface-tensorflow
                └─ bert/tf_bert_model/bert
                   ├─ embeddings
                   │  ├─ word_embeddings/weight:0            F32  [61, 16]  3.9 kB
                   │  ├─ token_type_embeddings/embeddings:0  F32  [3, 16]   192 B
                   │  ├─ position_embeddings/embeddings:0    F32  [24, 16]  1.5 kB
                   │  └─ LayerNorm
                   │     ├─ gamma:0                          F32  [16]      64 B
                   │     └─ beta:0                           F32  [16]      64 B
                   ├─ encoder/layer_._{0-1}
                   │  ├─ attention
                   │  │  ├─ self
                   │  │  │  ├─ query
                   │  │  │  │  ├─ kernel:0                   F32  [16, 16]  1.0 kB
                   │  │  │  │  └─ bias:0                     F32  [16]      64 B
                   │  │  │  ├─ key
                   │  │  │  │  ├─ kernel:0                   F32  [16, 16]  1.0 kB
                   │  │  │  │  └─ bias:0                     F32  [16]      64 B
                   │  │  │  └─ value
                   │  │  │     ├─ kernel:0                   F32  [16, 16]  1.0 kB
                   │  │  │     └─ bias:0                     F32  [16]      64 B
                   │  │  └─ output
                   │  │     ├─ dense
                   │  │     │  ├─ kernel:0                   F32  [16, 16]  1.0 kB
                   │  │     │  └─ bias:0                     F32  [16]      64 B
                   │  │     └─ LayerNorm
                   │  │        ├─ gamma:0                    F32  [16]      64 B
                   │  │        └─ beta:0                     F32  [16]      64 B
                   │  ├─ intermediate/dense
                   │  │  ├─ kernel:0                         F32  [16, 40]  2.5 kB
                   │  │  └─ bias:0                           F32  [40]      160 B
                   │  └─ output
                   │     ├─ dense
                   │     │  ├─ kernel:0                      F32  [40, 16]  2.5 kB
                   │     │  └─ bias:0                        F32  [16]      64 B
                   │     └─ LayerNorm
                   │        ├─ gamma:0                       F32  [16]      64 B
                   │        └─ beta:0                        F32  [16]      64 B
                   └─ pooler/dense
                      ├─ kernel:0                            F32  [16, 16]  1.0 kB
                      └─ bias:0                              F32  [16]      64 B

                """)
    }

    @Test("A safetensors file is shown the same way, layers that differ apart")
    func safetensorsText() {
        let folder = TemporaryFolder()
        var model = TinyBert("BertModel", layers: 0)
        for layer in [0, 1, 2, 3, 10] { model.add("encoder.layer.\(layer).output.dense.bias", [4]) }
        model.add("encoder.layer.5.output.dense.bias", [5])
        let input = model.writeWeights(to: folder)
        let run = Tool.bertconv(["inspect", input])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(
            run.output == """
                \(input): safetensors, 13 tensors, 372 B, names: huggingface-pytorch
                ├─ embeddings
                │  ├─ word_embeddings.weight        F32  [5, 4]  80 B
                │  ├─ position_embeddings.weight    F32  [3, 4]  48 B
                │  ├─ token_type_embeddings.weight  F32  [2, 4]  32 B
                │  └─ LayerNorm
                │     ├─ weight                     F32  [4]     16 B
                │     └─ bias                       F32  [4]     16 B
                ├─ pooler.dense
                │  ├─ weight                        F32  [4, 4]  64 B
                │  └─ bias                          F32  [4]     16 B
                └─ encoder.layer
                   ├─ {0-3,10}.output.dense.bias    F32  [4]     16 B
                   └─ 5.output.dense.bias           F32  [5]     20 B

                """, "\(run.output)")
    }

    @Test("--format json tells where each tensor lies, and its bytes are there")
    func hdf5JSON() throws {
        let run = Tool.bertconv(["inspect", Self.folder + "/tf_model.h5", "--format", "json"])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        let report = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
        #expect(report.members.map(\.name) == ["file", "format", "dialect", "tensors"])
        #expect(report["file"]?.string == Self.folder + "/tf_model.h5")
        #expect(report["format"] == "keras-hdf5")
        #expect(report["dialect"] == "huggingface-tensorflow")
        let tensors = try #require(report["tensors"]?.array).compactMap(\.object)
        #expect(tensors.count == 39)
        let first = try #require(tensors.first)
        #expect(first.members.map(\.name) == ["name", "dtype", "shape", "parameter", "offset", "bytes"])
        #expect(first["name"] == "bert/tf_bert_model/bert/embeddings/word_embeddings/weight:0")
        #expect(first["dtype"] == "F32")
        #expect(first["shape"] == [61, 16])
        #expect(first["parameter"] == "bert.embeddings.word_embeddings.weight")
        #expect(first["bytes"] == 3904)
        let offset = try #require(first["offset"]?.integer)
        let stored = bytes(ofFile: Self.folder + "/tf_model.h5")[offset..<offset + 3904]
        let expected = Tool.bertconv(["inspect", Self.folder + "/expected.safetensors", "--format", "json"])
        let others = try #require(try JSONParser.parse(Array(expected.output.utf8)).object?["tensors"]?.array)
        let other = try #require(others.compactMap(\.object).first { $0["parameter"] == first["parameter"] })
        #expect(other["name"] == "embeddings.word_embeddings.weight")
        let otherOffset = try #require(other["offset"]?.integer)
        #expect(stored == bytes(ofFile: Self.folder + "/expected.safetensors")[otherOffset..<otherOffset + 3904])
    }

    @Test("Of a compressed tensor there is no offset, of a sharded one there is the file")
    func specialJSON() throws {
        let chunked = Tool.bertconv(["inspect", Fixtures.path("h5py-3.16.0/gzip-chunked.h5"), "--format", "json"])
        let encoded = try #require(try JSONParser.parse(Array(chunked.output.utf8)).object?["tensors"]?.array)
        #expect(encoded.count == 25)
        #expect(encoded.allSatisfy { $0.object?["offset"] == .null })
        let index = Fixtures.path("transformers-4.44.2/sharded-h5/tf_model.h5.index.json")
        let sharded = Tool.bertconv(["inspect", index, "--format", "json"])
        let tensors = try #require(try JSONParser.parse(Array(sharded.output.utf8)).object?["tensors"]?.array)
        let files = Set(tensors.compactMap { $0.object?["file"]?.string })
        let shards = (1...2).map { Fixtures.path("transformers-4.44.2/sharded-h5/tf_model-0000\($0)-of-00002.h5") }
        #expect(files == Set(shards))
    }

    @Test("A checkpoint of no known model is shown all the same, its tensors standing for no parameter")
    func unknownModel() throws {
        let folder = TemporaryFolder()
        let input = folder.write(
            SafetensorsBytes.file([StoredTensor("transformer.wte", [2], floats: [1, 2])]), to: "m.safetensors")
        let text = Tool.bertconv(["inspect", input])
        #expect(text.status == 0)
        #expect(
            text.output
                == "\(input): safetensors, 1 tensor, 8 B, names: of no known dialect\n└─ transformer.wte  F32  [2]  8 B\n"
        )
        let json = Tool.bertconv(["inspect", input, "--format", "json"])
        let report = try #require(try JSONParser.parse(Array(json.output.utf8)).object)
        #expect(report["dialect"] == .null)
        #expect(report["tensors"]?.array?.first?.object?["parameter"] == .null)
        #expect(folder.names == ["m.safetensors"])
    }

    @Test("What cannot be read is refused as in a conversion", arguments: ["soft-link", "not-keras", "nested-groups"])
    func refused(name: String) {
        let path = Fixtures.path("h5py-3.16.0/\(name).h5")
        let run = Tool.bertconv(["inspect", path])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("error: \(path): "))
    }

    @Test(
        "A tensor that cannot be read is named, and the status says that the list is not all",
        arguments: [[], ["--stats"], ["--format", "json"], ["weight"]])
    func unread(options: [String]) {
        for path in ["torch/refused-types/quantized-quint8.pt", "torch/refused-types/complex32.pt"] {
            let run = Tool.bertconv(["inspect", Fixtures.path(path)] + options)
            #expect(run.status == 2, "\(run.output)")
            #expect(run.errors.contains("1 tensor could not be read and is not in the list: 'weight'"), "\(run.errors)")
        }
        let other = Tool.bertconv(["inspect", Fixtures.path("torch/refused-types/complex32.pt"), "bias"])
        #expect(other.status == 0, "\(other.errors)")
    }

    @Test("So is one of a type of TensorFlow that no weight has", arguments: [[], ["--stats"]])
    func unreadBundle(options: [String]) {
        let folder = TemporaryFolder()
        let source = Fixtures.path("tensorflow-2.18.1/bert_model/bert_model.ckpt")
        let data = bytes(ofFile: source + ".data-00000-of-00001")
        var pairs = BundleBytes.pairs(of: bytes(ofFile: source + ".index"))
        let values: [UInt8] = [1, 2, 3, 4]
        let entry = BundleBytes.Entry(type: 11, shape: [4], values: values, offset: data.count)
        pairs.append((Array("quantised".utf8), entry.bytes))
        pairs.sort { $0.key.lexicographicallyPrecedes($1.key) }
        _ = folder.write(data + values, to: "m.data-00000-of-00001")
        let run = Tool.bertconv(["inspect", folder.write(BundleBytes.table(pairs), to: "m.index")] + options)
        #expect(run.status == 2 && run.errors.contains("'quantised'") && run.errors.contains("qint8"), "\(run.errors)")
    }
}
