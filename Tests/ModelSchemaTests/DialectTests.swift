import ModelSchema
import Testing

@Suite("Dialects read and write names")
struct DialectTests {
    private static let dialects = ["huggingface-pytorch", "huggingface-tensorflow"]
    private static let layers = [0, 1, 9, 10, 11, 99, 100, 9_999, .max]

    /// Every parameter of the schema, those of a layer in several.
    private static func paths() throws -> [ParameterPath] {
        try BERT.architecture().parameters.flatMap { template in
            template.isPerLayer
                ? layers.map { ParameterPath(template: template.path, layer: $0) }
                : [ParameterPath(template: template.path, layer: nil)]
        }
    }

    @Test("What a dialect writes it reads back as the same parameter", arguments: dialects, [true, false])
    func roundTrip(dialectName: String, isBare: Bool) throws {
        let dialect = try BERT.dialect(dialectName)
        var names: Set<String> = []
        for path in try Self.paths() {
            guard let name = dialect.name(of: path, isBare: isBare, backbonePrefix: "bert.") else { continue }
            let match = try #require(dialect.match(name), "\(name)")
            #expect(match.parameter == path, "\(name)")
            #expect(!match.isLegacy, "\(name)")
            #expect(match.isBare == (isBare && dialect.omitsBackbonePrefix && path.description.hasPrefix("bert.")))
            #expect(names.insert(name).inserted, "\(name) is written for two parameters")
        }
        #expect(names.count > 200)
    }

    @Test("PyTorch writes the canonical names; the bare class leaves the prefix away")
    func pytorchNames() throws {
        let dialect = try BERT.dialect("huggingface-pytorch")
        for path in try Self.paths() {
            let name = dialect.name(of: path, isBare: false, backbonePrefix: "bert.")
            #expect(name == path.description)
            let bare = try #require(dialect.name(of: path, isBare: true, backbonePrefix: "bert."))
            #expect(bare == (path.description.hasPrefix("bert.") ? String(path.description.dropFirst(5)) : name))
        }
    }

    @Test("TensorFlow writes all but the distances, which it never had, and the tied decoder")
    func tensorflowNames() throws {
        let dialect = try BERT.dialect("huggingface-tensorflow")
        let unwritten = try Self.paths().filter { dialect.name(of: $0, isBare: false, backbonePrefix: "bert.") == nil }
        #expect(
            Set(unwritten.map(\.template)) == [
                "bert.encoder.layer.{layer}.attention.self.distance_embedding.weight",
                "cls.predictions.decoder.weight", "cls.predictions.decoder.bias",
            ])
    }

    @Test(
        "The older names of norms are read as what they were renamed to",
        arguments: [("gamma", "weight"), ("beta", "bias")])
    func legacyNorms(old: String, new: String) throws {
        let dialect = try BERT.dialect("huggingface-pytorch")
        let match = try #require(dialect.match("bert.encoder.layer.3.output.LayerNorm.\(old)"))
        let path = ParameterPath(template: "bert.encoder.layer.{layer}.output.LayerNorm.\(new)", layer: 3)
        #expect(match.parameter == path)
        #expect(match.isLegacy && !match.isBare && !match.isTransposed)
        // Only norms were ever named so: no substring of another name is taken for one (transformers #29554).
        #expect(dialect.match("bert.pooler.dense.\(old)") == nil)
        #expect(dialect.match("classifier.\(old)") == nil)
    }

    @Test("Either leaf of an embedding is read in TensorFlow", arguments: ["word", "position", "token_type"])
    func legacyEmbeddings(table: String) throws {
        let dialect = try BERT.dialect("huggingface-tensorflow")
        for leaf in ["weight", "embeddings"] {
            let match = try #require(dialect.match("tf_bert_model/bert/embeddings/\(table)_embeddings/\(leaf):0"))
            #expect(match.parameter.template == "bert.embeddings.\(table)_embeddings.weight")
            #expect(match.isLegacy == ((table == "word") != (leaf == "weight")))
        }
    }

    @Test("No name ends in another after a separator: dropping a level never changes the meaning", arguments: dialects)
    func noSuffixes(dialectName: String) throws {
        let spellings = try BERT.dialect(dialectName).spellings
        for spelling in spellings {
            for other in spellings {
                #expect(!spelling.hasSuffix("/" + other), "\(spelling) ends in \(other)")
            }
        }
    }

    @Test("Letters before or after a name make it another name", arguments: dialects)
    func junk(dialectName: String) throws {
        let dialect = try BERT.dialect(dialectName)
        let names = Set(dialect.spellings.map { $0.replacing("{layer}", with: "7") })
        for name in names.sorted() {
            try #require(dialect.match(name) != nil, "\(name)")
            for junk in ["x", "0", " ", ".", ":0", "\n", "\u{0}", "_"] {
                // In checkpoints of TensorFlow names lack the ":0" that Keras' files have.
                #expect(dialect.match(name + junk) == nil || names.contains(name + junk), "\(name + junk)")
                #expect(dialect.match(junk + name) == nil, "\(junk + name)")
            }
            for end in ["/", ".weight", "/kernel:0"] { #expect(dialect.match(name + end) == nil, "\(name + end)") }
            #expect(dialect.match(name.uppercased()) == nil)
            #expect(dialect.match(String(name.dropLast())) == nil)
        }
        #expect(dialect.match("") == nil)
    }

    @Test(
        "What training programs put into names is taken out, and said",
        arguments: [
            ("module.", "module."), ("model.", "model."), ("_orig_mod.", "_orig_mod."),
            ("0.auto_model.", "0.auto_model."), ("module.model.", "module.model."),
            ("_orig_mod.module.", "_orig_mod.module."), ("module._orig_mod.", "module._orig_mod."),
        ])
    func wrapping(prefix: String, said: String) throws {
        let dialect = try BERT.dialect("huggingface-pytorch")
        let name = "bert.encoder.layer.0.output.dense.weight"
        let match = try #require(dialect.match(prefix + name))
        #expect(match.parameter.description == name)
        #expect(match.wrapping == said)
    }

    @Test("A wrapper of FSDP may stand before any part of a name, and only before a whole part")
    func insertions() throws {
        let dialect = try BERT.dialect("huggingface-pytorch")
        let name = "bert._fsdp_wrapped_module.encoder.layer.0._fsdp_wrapped_module.output.dense.weight"
        #expect(dialect.match(name)?.parameter.description == "bert.encoder.layer.0.output.dense.weight")
        #expect(dialect.match("bert.x_fsdp_wrapped_module.encoder.layer.0.output.dense.weight") == nil)
    }

    @Test("Other prefixes are not taken out", arguments: ["roberta.", "bert.", "bert", "Module.", "module", "models."])
    func foreignPrefixes(prefix: String) throws {
        let dialect = try BERT.dialect("huggingface-pytorch")
        #expect(dialect.match(prefix + "bert.encoder.layer.0.output.dense.weight") == nil)
    }

    @Test(
        "A layer is a number as it is written: no zeros before it, no sign, no overflow, no other digits",
        arguments: [
            "{layer}", "{i}", "01", "00", "-1", "+1", "", " 1", "1 ", "1.0", "0x1", "9223372036854775808",
            "99999999999999999999999999", "\u{663}", "\u{FF13}", "1_0",
        ])
    func layerNumbers(layer: String) throws {
        let pytorch = try BERT.dialect("huggingface-pytorch")
        #expect(pytorch.match("bert.encoder.layer.\(layer).output.dense.weight") == nil)
        #expect(pytorch.match("encoder.layer.\(layer).output.dense.weight") == nil)
        let tensorflow = try BERT.dialect("huggingface-tensorflow")
        #expect(tensorflow.match("m/bert/encoder/layer_._\(layer)/output/dense/kernel:0") == nil)
    }

    @Test("A number elsewhere in a name is not taken for the layer")
    func otherNumbers() throws {
        let tensorflow = try BERT.dialect("huggingface-tensorflow")
        #expect(tensorflow.match("m/bert/encoder/layer_._0/output/dense/kernel:1") == nil)
        #expect(tensorflow.match("m/bert/pooler/dense/kernel:{layer}") == nil)
        let match = try #require(tensorflow.match("m_1/bert/encoder/layer_._12/output/dense/bias:0"))
        #expect(match.parameter.layer == 12)
    }

    @Test("Only PyTorch names buffers, with or without the backbone's prefix")
    func buffers() throws {
        let pytorch = try BERT.dialect("huggingface-pytorch")
        #expect(pytorch.buffer("bert.embeddings.position_ids") == "bert.embeddings.position_ids")
        #expect(pytorch.buffer("embeddings.token_type_ids") == "bert.embeddings.token_type_ids")
        #expect(pytorch.buffer("x.embeddings.position_ids") == nil)
        #expect(pytorch.match("bert.embeddings.position_ids") == nil)
        #expect(try BERT.dialect("huggingface-tensorflow").buffer("bert.embeddings.position_ids") == nil)
    }
}
