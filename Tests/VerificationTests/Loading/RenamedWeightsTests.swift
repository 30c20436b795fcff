import JSONText
import TestSupport
import Testing
import Verification

@Suite("Trained weights under other names are connected with the parameters that they are")
struct RenamedWeightsTests {
    /// Every finding is BC101's, each names its tensor, and nothing is to be removed or fetched.
    private static func expect(_ model: TinyBert, _ expected: [String: String], className: String? = nil) throws {
        let verified = try Verified(model, as: className)
        #expect(Set(verified.findings.map(\.rule)) == [.missingParameter], "\(verified.lines)")
        let connections = Dictionary(
            verified.findings.map { ($0.subject, $0.evidence["tensor"]?.string ?? "") },
            uniquingKeysWith: { first, _ in first })
        #expect(connections == expected)
        for finding in verified.findings {
            #expect(!finding.help.contains("complete checkpoint") && !finding.help.contains("remove"))
        }
    }

    @Test(
        "By shape and place",
        arguments: [
            ("bert.encoder.layer.0.intermediate.dense", "bert.encoder.layer.0.intermediate.dense_act"),
            ("bert.encoder.layer.0.output.dense", "bert.encoder.layer.0.mlp.wo"),
            ("bert.pooler.dense", "bert.pooler.dense_act"), ("classifier", "classifier.base_layer"),
            ("classifier", "my_classifier"),
        ])
    func modules(module: String, other: String) throws {
        var model = TinyBert(layers: 2)
        let names = ["weight", "bias"]
        model.rename { name in
            names.first { name == "\(module).\($0)" }.map { "\(other).\($0)" } ?? name
        }
        try Self.expect(
            model, Dictionary(uniqueKeysWithValues: names.map { ("\(module).\($0)", "\(other).\($0)") }))
    }

    @Test("A head without a module's name, and TensorFlow's names of heads")
    func heads() throws {
        var model = TinyBert()
        model.rename { $0.hasPrefix("classifier.") ? String($0.dropFirst(11)) : $0 }
        try Self.expect(model, ["classifier.weight": "weight", "classifier.bias": "bias"])
        model = TinyBert("BertForPreTraining")
        model.rename { name in
            switch name {
            case "cls.seq_relationship.weight": "cls.seq_relationship.output_weights"
            case "cls.seq_relationship.bias": "cls.seq_relationship.output_bias"
            default: name
            }
        }
        try Self.expect(
            model,
            [
                "cls.seq_relationship.weight": "cls.seq_relationship.output_weights",
                "cls.seq_relationship.bias": "cls.seq_relationship.output_bias",
            ])
    }

    @Test("Query, key and value in one", arguments: ["attention.self.Wqkv.", "in_proj_"])
    func fused(name: String) throws {
        var model = TinyBert("BertModel")
        let layer = "encoder.layer.0"
        var expected: [String: String] = [:]
        for part in ["query", "key", "value"] {
            for leaf in ["weight", "bias"] {
                model.remove("\(layer).attention.self.\(part).\(leaf)")
                expected["\(layer).attention.self.\(part).\(leaf)"] = "\(layer).\(name)\(leaf)"
            }
        }
        model.add("\(layer).\(name)weight", [12, 4])
        model.add("\(layer).\(name)bias", [12])
        try Self.expect(model, expected)
    }

    @Test("The names that torch's encoder layers have, of which the same shape is in a layer twice")
    func norms() throws {
        var model = TinyBert("BertModel")
        let layer = "encoder.layer.0"
        // The order in the file says nothing.
        model.tensors.reverse()
        model.rename { name in
            name.replacing("\(layer).attention.output.LayerNorm.", with: "\(layer).norm1_")
                .replacing("\(layer).output.LayerNorm.", with: "\(layer).norm2_")
        }
        try Self.expect(
            model,
            [
                "\(layer).attention.output.LayerNorm.weight": "\(layer).norm1_weight",
                "\(layer).attention.output.LayerNorm.bias": "\(layer).norm1_bias",
                "\(layer).output.LayerNorm.weight": "\(layer).norm2_weight",
                "\(layer).output.LayerNorm.bias": "\(layer).norm2_bias",
            ])
    }

    @Test("What is of another shape, another layer, or two of which either may be it, is not")
    func nearMisses() throws {
        var model = TinyBert()
        model.remove("classifier.weight", "classifier.bias")
        for (name, shape) in [("classifiers.0.weight", [2, 4]), ("classifiers.1.weight", [2, 4])] {
            model.add(name, shape)
        }
        let connected = try Verified(model).findings(of: .missingParameter).compactMap { $0.evidence["tensor"]?.string }
        #expect(connected.isEmpty)
        model = TinyBert(layers: 2)
        model.remove("bert.encoder.layer.0.intermediate.dense.weight")
        model.add("bert.encoder.layer.1.intermediate.dense_act.weight", [6, 4])
        let other = try Verified(model).findings(of: .missingParameter).compactMap { $0.evidence["tensor"]?.string }
        #expect(other.isEmpty)
    }
}
