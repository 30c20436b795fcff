import JSONText
import ModelSchema
import TestSupport
import Testing
import Verification

@Suite("BC105 foreign-prefix, as verify shows it")
struct BC105Tests {
    @Test(
        "A prefix is one error that names it and what mends it, and nothing else",
        arguments: [
            "module.", "model.", "_orig_mod.", "_fsdp_wrapped_module.", "0.auto_model.", "student.", "a.b.", "my_bert.",
            "net_", "a.net_",
        ])
    func prefix(prefix: String) throws {
        var model = TinyBert()
        model.rename { prefix + $0 }
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(model, depth)
            #expect(verified.lines == ["BC105 error \(prefix)"])
            let finding = try verified.finding(of: .foreignPrefix)
            #expect(finding.evidence["prefix"]?.string == prefix)
            #expect(finding.evidence["tensors"]?.integer == model.tensors.count)
            #expect(finding.evidence["parameters"]?.integer == model.tensors.count)
            #expect(finding.conversion != nil)
            #expect(verified.missing.count == model.tensors.count)
        }
    }

    @Test("Only some names have it: still one error, which counts just these")
    func some() throws {
        var model = TinyBert(layers: 2)
        model.rename { $0.contains("layer.1") ? "module.\($0)" : $0 }
        let verified = try Verified(model)
        #expect(verified.lines == ["BC105 error module."])
        #expect(verified.findings[0].evidence["tensors"]?.integer == 16)
        #expect(verified.findings[0].evidence["example"]?.string?.hasPrefix("module.bert.encoder.layer.1.") == true)
    }

    @Test("All names with the prefix count, also those of another class; what is in no file is counted with the rest")
    func otherClass() throws {
        var model = TinyBert("BertForMaskedLM")
        model.add("bert.pooler.dense.weight", [4, 4])
        model.remove("cls.predictions.bias")
        model.rename { "module." + $0 }
        let verified = try Verified(model)
        let finding = try verified.finding(of: .foreignPrefix)
        #expect(finding.evidence["tensors"]?.integer == model.tensors.count)
        let words = "; with those of other findings, \(verified.missing.count)"
        #expect(finding.message.hasSuffix(words), "\(finding.message)")
    }

    @Test("Two prefixes are two errors; a hole behind a prefix is a hole besides")
    func two() throws {
        var model = TinyBert()
        model.rename { $0.hasPrefix("classifier") ? "model.\($0)" : "module.\($0)" }
        #expect(Set(try Verified(model).lines) == ["BC105 error model.", "BC105 error module."])
        model = TinyBert()
        model.rename { "module." + $0 }
        model.remove("module.classifier.bias")
        #expect(try Verified(model).lines == ["BC101 error classifier.bias", "BC105 error module."])
    }

    @Test(
        "What programs wrote",
        arguments: [
            ("data-parallel", "module."), ("compiled", "_orig_mod."), ("compiled-backbone", "_orig_mod."),
            ("model-prefix", "model."), ("fully-sharded-wrapped", "_fsdp_wrapped_module."),
            ("sentence-transformer-prefix", "0.auto_model."),
            ("prefix-without-dot", "bert_model."), ("gamma-beta-prefixed", "module."),
        ])
    func real(name: String, prefix: String) throws {
        #expect(try Verified(damage: name).lines == ["BC105 error \(prefix)"])
    }

    @Test("The writer of a prefix is said where it is known")
    func origin() throws {
        #expect(try Verified(damage: "data-parallel", .headers).findings[0].message.contains("DataParallel"))
        #expect(try Verified(damage: "compiled", .headers).findings[0].message.contains("torch.compile"))
    }

    @Test(
        "Tensors within another entry are one error that names the way",
        arguments: [("lightning", "state_dict"), ("nested-model", "model")])
    func nested(name: String, key: String) throws {
        let verified = try Verified(damage: name)
        #expect(verified.lines == ["BC105 error \(key)"])
        #expect(verified.findings[0].conversion?.contains("'\(key)'") == true)
        #expect(verified.missing.count == 41)
    }

    @Test("A Keras group of another name is one error")
    func group() throws {
        let verified = try Verified(damage: "h5-group-renamed")
        #expect(verified.lines == ["BC105 error my_bert", "BC303 error tf_model.h5"])
        #expect(verified.findings[0].evidence["parameters"]?.integer == 39)
    }

    @Test(
        "The backbone's own prefix, added or left out, is none",
        arguments: ["bare-backbone-headed", "duplicated-prefix"])
    func backbone(name: String) throws {
        #expect(try Verified(damage: name).lines.isEmpty)
    }

    @Test("A beginning that one name alone has, or that only resembles a known one, is none")
    func nearMisses() throws {
        var model = TinyBert()
        model.rename { $0 == "classifier.bias" ? "teacher.classifier.bias" : $0 }
        let lines = try Verified(model).lines
        #expect(lines == ["BC101 error classifier.bias"])
        model = TinyBert()
        model.add("module.weight", [2])
        #expect(try Verified(model).lines == ["BC102 warning module.weight"])
    }

    /// Guards the choice of the architecture: what is before another's word is not foreign to all of them.
    @Test("Without a configuration, a prefix before BERT's own is BERT's", arguments: ["student.", "model.encoder."])
    func withoutConfiguration(prefix: String) throws {
        let folder = TemporaryFolder()
        var model = TinyBert()
        model.rename { prefix + $0 }
        let verified = try Verified(model.writeWeights(to: folder))
        #expect(try verified.finding(of: .foreignPrefix).subject == prefix)
        #expect(verified.result.examination?.tree.architecture.name == "bert")
    }
}
