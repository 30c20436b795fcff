import JSONText
import TestSupport
import Testing
import Verification

/// Guards that no tensor is called a parameter because of its place in a list: a wrong pair loads without an error.
@Suite("Which parameter a tensor of another name is")
struct NameLikenessTests {
    /// What the finding about each missing parameter says that it is, and what it may be.
    private static func connections(
        _ model: TinyBert, as className: String? = nil
    ) throws -> (sure: [String: String], possible: [String: [String]]) {
        var sure: [String: String] = [:]
        var possible: [String: [String]] = [:]
        for finding in try Verified(model, as: className).findings(of: .missingParameter) {
            sure[finding.subject] = finding.evidence["tensor"]?.string
            possible[finding.subject] = finding.evidence["candidates"]?.array?.compactMap(\.string)
        }
        return (sure, possible)
    }

    private static let attention = "encoder.layer.0.attention.self."
    private static let parts = ["query", "key", "value"]
    private static let prefixes = ["", "student.", "module.", "net_"]

    private static func renamed(_ prefix: String, _ className: String, _ names: [String]) -> TinyBert {
        var model = TinyBert(className)
        model.rename { name in
            var name = name
            for (part, other) in zip(parts, names) {
                name = name.replacing(attention + part + ".", with: attention + other + ".")
            }
            return prefix + name
        }
        return model
    }

    private static let families = [
        ["q_proj", "k_proj", "v_proj"], ["q_lin", "k_lin", "v_lin"], ["wq", "wk", "wv"], ["to_q", "to_k", "to_v"],
        ["query_layer", "key_layer", "value_layer"], ["query.base_layer", "key.base_layer", "value.base_layer"],
        ["my_query", "my_key", "my_value"],
    ]

    @Test(
        "Where names decide, each is what it is called, behind prefixes and in classes", arguments: families, prefixes)
    func words(names: [String], prefix: String) throws {
        for className in ["BertModel", "BertForMaskedLM"] {
            let start = className == "BertModel" ? "" : "bert."
            let found = try Self.connections(Self.renamed(prefix, className, names))
            for (part, other) in zip(Self.parts, names) {
                for leaf in ["weight", "bias"] {
                    #expect(
                        found.sure["\(start)\(Self.attention)\(part).\(leaf)"]
                            == "\(prefix)\(start)\(Self.attention)\(other).\(leaf)", "\(names) \(prefix)")
                }
            }
            #expect(found.possible.isEmpty)
        }
    }

    private static let silent = [
        ["a", "b", "c"], ["c", "a", "b"], ["0", "1", "2"], ["linears.0", "linears.1", "linears.2"],
        ["first", "second", "third"], ["x1", "x0", "x2"],
    ]

    @Test("Where shapes tie and names are silent, none is chosen and all are named", arguments: silent, prefixes)
    func ties(names: [String], prefix: String) throws {
        for className in ["BertModel", "BertForSequenceClassification"] {
            let start = className == "BertModel" ? "" : "bert."
            let model = Self.renamed(prefix, className, names)
            let found = try Self.connections(model)
            #expect(found.sure.isEmpty, "\(found.sure)")
            let all = Set(names.map { "\(prefix)\(start)\(Self.attention)\($0).weight" })
            for part in Self.parts {
                #expect(Set(found.possible["\(start)\(Self.attention)\(part).weight"] ?? []) == all)
            }
            let finding = try #require(try Verified(model).findings(of: .missingParameter).first)
            #expect(finding.help.contains("shapes and names do not tell"))
            #expect(!finding.help.contains("probably"))
        }
    }

    @Test("One that is left over is the one that is missing; one that is called as another is not")
    func lastOne() throws {
        for (name, isSame) in [("foo", true), ("key_new", false), ("v_proj", false), ("query_new", true)] {
            var model = TinyBert("BertModel")
            model.rename { $0.replacing(Self.attention + "query.", with: Self.attention + name + ".") }
            let found = try Self.connections(model)
            let expected = isSame ? Self.attention + name + ".weight" : nil
            #expect(found.sure[Self.attention + "query.weight"] == expected, "\(name)")
        }
    }

    @Test(
        "Norms of which a name tells no place are not chosen between",
        arguments: [["layernorm_before", "layernorm_after"], ["ln_a", "ln_b"], ["norms.0", "norms.1"]])
    func norms(names: [String]) throws {
        let layer = "encoder.layer.0."
        for order in [names, names.reversed()] {
            var model = TinyBert("BertModel")
            model.rename { name in
                name.replacing(layer + "attention.output.LayerNorm.", with: layer + order[0] + ".")
                    .replacing(layer + "output.LayerNorm.", with: layer + order[1] + ".")
            }
            let found = try Self.connections(model)
            #expect(found.sure.isEmpty, "\(found.sure)")
        }
    }

    @Test("The head of another model is no pooler, and of two heads neither is the one")
    func heads() throws {
        var model = TinyBert("BertModel")
        model.remove("pooler.dense.weight", "pooler.dense.bias")
        model.add("lm_head.dense.weight", [4, 4])
        model.add("lm_head.dense.bias", [4])
        #expect(try Self.connections(model).sure.isEmpty)
        model = TinyBert()
        model.remove("classifier.weight", "classifier.bias")
        for name in ["classifier.original_module", "classifier.modules_to_save"] {
            model.add(name + ".weight", [2, 4])
            model.add(name + ".bias", [2])
        }
        let found = try Self.connections(model)
        #expect(found.sure.isEmpty)
    }

    @Test("The names of a second stack of layers are not those of the first")
    func stacks() throws {
        var model = TinyBert("BertModel")
        model.remove("encoder.layer.0.intermediate.dense.weight")
        model.add("seg_encoder.layers.0.linear1.weight", [6, 4])
        #expect(try Self.connections(model).sure.isEmpty)
    }

    @Test(
        "What a program computes a parameter from is not the parameter",
        arguments: [
            (["weight_v", "weight_g"], "weight_norm"),
            (["parametrizations.weight.original0", "parametrizations.weight.original1"], "weight_norm"),
            (["weight_orig", "weight_mask"], "pruning"), (["weight_orig", "weight_u"], "spectral_norm"),
            (["parametrizations.weight.original"], "parametrisation"),
        ], ["", "student.", "module."])
    func reparametrised(stored: (leaves: [String], program: String), prefix: String) throws {
        for (className, module, shape) in [
            ("BertForSequenceClassification", "classifier", [2, 4]), ("BertModel", "pooler.dense", [4, 4]),
        ] {
            var model = TinyBert(className)
            model.remove(module + ".weight")
            for leaf in stored.leaves { model.add("\(module).\(leaf)", shape) }
            model.rename { prefix + $0 }
            let verified = try Verified(model)
            let finding = try verified.finding(of: .missingParameter)
            #expect(finding.message.contains(stored.program), "\(finding.message)")
            for leaf in stored.leaves { #expect(finding.help.contains("'\(prefix)\(module).\(leaf)'")) }
            #expect(!finding.help.contains("probably"))
            #expect(verified.findings(of: .unexpectedTensor).isEmpty, "\(verified.lines)")
        }
    }

    @Test("A head of TensorFlow in a group of another name", arguments: ["my_classif", "intent_out", "dense_1234"])
    func kerasHead(name: String) throws {
        let folder = TemporaryFolder()
        let source = "transformers-4.44.2/BertForSequenceClassification/"
        _ = folder.copy(Fixtures.path(source + "config.json"))
        let file = bytes(ofFile: Fixtures.path(source + "tf_model.h5"))
        // Names of the same length leave the file whole.
        _ = folder.write(file.replacing(Array("classifier".utf8), with: Array(name.utf8)), to: "tf_model.h5")
        let verified = try Verified(folder.path)
        let found = verified.findings(of: .missingParameter)
        #expect(found.map(\.subject) == ["classifier.weight", "classifier.bias"])
        let group = "\(name)/tf_bert_for_sequence_classification/\(name)"
        #expect(found.compactMap { $0.evidence["tensor"]?.string } == ["\(group)/kernel:0", "\(group)/bias:0"])
        #expect(verified.findings(of: .unexpectedTensor).isEmpty)
    }
}
