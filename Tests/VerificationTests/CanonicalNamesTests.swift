import JSONText
import ModelSchema
import TestSupport
import Testing
import Verification

/// Guards the names by which policies know what a finding is about: a parameter has one in all formats, and no other
/// tensor has it.
@Suite("Canonical names of findings")
struct CanonicalNamesTests {
    /// `BC401 bert.pooler.dense.weight`, sorted, with the names in the file after them where those differ.
    private static func names(_ verified: Verified, _ rule: Rule? = nil) -> [String] {
        verified.findings.filter { rule == nil || $0.rule == rule }.map { finding in
            "\(finding.rule.number) \(finding.name)" + (finding.alias.map { " = \($0)" } ?? "")
        }.sorted()
    }

    /// Makes a tensor's first value a NaN.
    private static func spoil(_ name: String, in model: inout TinyBert) throws {
        let index = try #require(model.tensors.firstIndex { $0.name == name })
        model.tensors[index].bytes.replaceSubrange(0..<4, with: [0, 0, 0xC0, 0x7F])
    }

    @Test("A missing parameter has the name of every other class, not that of the bare one")
    func missing() throws {
        var model = TinyBert("BertModel")
        model.remove("pooler.dense.weight")
        #expect(
            try Self.names(Verified(model), .missingParameter)
                == ["BC101 bert.pooler.dense.weight = pooler.dense.weight"])
        var other = TinyBert()
        other.remove("bert.pooler.dense.weight")
        #expect(try Self.names(Verified(other), .missingParameter) == ["BC101 bert.pooler.dense.weight"])
    }

    @Test("A tensor with bad values has the name of its parameter, whatever is before it or how old its spelling is")
    func values() throws {
        let name = "bert.embeddings.LayerNorm.weight"
        for spelling in [
            name, "embeddings.LayerNorm.weight", "module.bert.embeddings.LayerNorm.weight",
            "bert.embeddings.LayerNorm.gamma",
        ] {
            var model = TinyBert()
            try Self.spoil(name, in: &model)
            model.rename { $0 == name ? spelling : $0 }
            let alias = spelling == name ? "" : " = \(spelling)"
            #expect(try Self.names(Verified(model, .values), .nonFinite) == ["BC401 \(name)\(alias)"])
        }
    }

    @Test("A tied parameter has, for rules about values, the name of the one whose values it has")
    func tied() throws {
        var model = TinyBert("BertForMaskedLM")
        let words = "bert.embeddings.word_embeddings.weight"
        try Self.spoil(words, in: &model)
        model.add("cls.predictions.decoder.weight", copying: words)
        #expect(
            try Self.names(Verified(model, .values), .nonFinite)
                == ["BC401 \(words)", "BC401 \(words) = cls.predictions.decoder.weight"])
    }

    @Test("Of two tensors of one parameter only the one that the library takes has its name")
    func collision() throws {
        var model = TinyBert("BertModel")
        model.add("bert.pooler.dense.bias", copying: "pooler.dense.bias")
        try Self.spoil("bert.pooler.dense.bias", in: &model)
        let verified = try Verified(model, .values)
        let kept = try #require(try verified.finding(of: .nameCollision).evidence["kept"]?.string)
        let names = Self.names(verified, .nonFinite)
        #expect(
            names == [
                "BC401 " + (kept == "bert.pooler.dense.bias" ? "" : "tensor:") + "bert.pooler.dense.bias"
            ])
        try Self.spoil("pooler.dense.bias", in: &model)
        let both = try Verified(model, .values).findings(of: .nonFinite)
        #expect(Set(both.map(\.name)).count == 2)
        #expect(both.count { $0.name == "bert.pooler.dense.bias" } == 1)
    }

    @Test("A collision itself is about the parameter")
    func collisionItself() throws {
        var model = TinyBert()
        model.add("pooler.dense.bias", [4])
        #expect(
            try Self.names(Verified(model, .values), .nameCollision)
                == ["BC104 bert.pooler.dense.bias = pooler.dense.bias"])
    }

    @Test("A tensor of no parameter keeps its name, unless the name reads as a parameter's in any format")
    func others() throws {
        var model = TinyBert("BertForMaskedLM")
        for name in ["stray.matrix", "bert/pooler/dense/kernel:0", "tensor:x", "bert.pooler.dense.bias"] {
            model.add(name, [2, 2])
            try Self.spoil(name, in: &model)
        }
        let names = try Self.names(Verified(model, .values), .nonFinite)
        #expect(
            names == [
                "BC401 bert.pooler.dense.bias", "BC401 stray.matrix",
                "BC401 tensor:bert/pooler/dense/kernel:0 = bert/pooler/dense/kernel:0", "BC401 tensor:tensor:x",
            ])
    }

    @Test("A file of TensorFlow has the names of PyTorch's classes")
    func keras() throws {
        for (damage, name) in [
            ("h5-missing-head", "classifier.weight"), ("h5-missing-pooler-and-head", "bert.pooler.dense.weight"),
            ("h5-kernel-missing", ""), ("h5-kernel-not-transposed", ""), ("h5-more-labels", "classifier.weight"),
        ] {
            let findings = try Verified(damage: damage, .values).findings
            #expect(findings.contains { $0.name == name } || name.isEmpty, "\(damage)")
            #expect(!findings.contains { $0.name.contains(":0") }, "\(damage): \(findings.map(\.name))")
        }
    }

    @Test("Only what is in the files of the weights is in them", arguments: ["vocabulary-outgrown", "all-zero"])
    func place(damage: String) throws {
        for finding in try Verified(damage: damage, .values).findings {
            let isConfiguration = finding.file?.hasSuffix(".json") ?? false || finding.file?.hasSuffix(".txt") ?? false
            #expect(finding.isInWeights == !isConfiguration, "\(finding.rule.number) \(finding.file ?? "")")
        }
    }

    @Test("No format spells a parameter as another format, or the canonical names, spell another one")
    func spellings() throws {
        for architecture in try KnownArchitectures.builtIn.all() {
            for dialect in architecture.dialects {
                for template in dialect.spellings {
                    let name = template.replacing(/\{[a-z]+\}/, with: "3")
                    // Variants of one dialect may differ: the class decides between them.
                    let others = architecture.dialects.filter { $0.name != dialect.name } + [dialect]
                    let meanings = others.compactMap { $0.match(name)?.parameter.description }
                    #expect(Set(meanings).count == 1, "\(name): \(meanings)")
                    let isCanonical = architecture.parameters.contains { $0.path == template }
                    #expect(!isCanonical || meanings == [name], "\(name)")
                }
            }
        }
    }
}
