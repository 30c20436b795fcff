import ByteIO
import Formats
import ModelSchema
import Tensors
import TestSupport
import Testing
import Verification

/// Whatever is before the names, in whatever container and format: it is found, and `verify --fix` cures it.
@Suite("Models behind prefixes, in containers")
struct HiddenModelTests {
    static let prefixes = [
        "module.", "code_bert.", "module.code_bert.", "net.module.x.", "model.text_encoder.", "student.module.",
        "_orig_mod.student.", "a.b.c.",
    ]
    static let containers: [[String]] = [
        [], ["state_dict"], ["model_dict"], ["model_state"], ["checkpoint", "model"], ["a", "b", "c"],
    ]

    /// Verifies the model and what `--fix` writes; nil: no conversion cures anything.
    private static func cure(_ model: TinyBert, _ file: [UInt8], _ name: String) throws -> (Verified, Verified?) {
        let folder = TemporaryFolder()
        _ = folder.write(model.configurationText, to: "config.json")
        let path = folder.write(file, to: name)
        let verified = try Verified(folder.path)
        let other = TemporaryFolder()
        let run = Tool.bertconv(["verify", folder.path, "--fix", other.file("fixed")])
        guard PathKind(of: other.file("fixed")) == .folder else {
            #expect(run.status == 1, "\(path): \(run.output) \(run.errors)")
            return (verified, nil)
        }
        let fixed = try Verified(other.file("fixed"))
        #expect(
            run.status == (fixed.findings.contains { $0.severity == .error } ? 1 : 0), "\(run.output) \(run.errors)")
        return (verified, fixed)
    }

    @Test("Each container with a prefix of its own, in a PyTorch file", .slow, arguments: zip(prefixes, containers))
    func archives(prefix: String, container: [String]) throws {
        try expectCure(prefix, container, of: "BertForMaskedLM")
    }

    @Test("Every prefix in every container, before every head", .slow, arguments: prefixes, containers)
    func everyArchive(prefix: String, container: [String]) throws {
        for className in ["BertModel", "BertForSequenceClassification", "BertForMaskedLM"] {
            try expectCure(prefix, container, of: className)
        }
    }

    private func expectCure(_ prefix: String, _ container: [String], of className: String) throws {
        var model = TinyBert(className)
        model.rename { prefix + $0 }
        let file = ZipArchive.torch(model.tensors, inside: container, epoch: !container.isEmpty)
        let (verified, fixed) = try Self.cure(model, file.bytes, "pytorch_model.bin")
        let subject = container.isEmpty ? prefix : container.joined(separator: ".")
        #expect(verified.findings(of: .foreignPrefix).map(\.subject) == [subject], "\(verified.lines)")
        #expect(verified.findings(of: .missingParameter).isEmpty)
        #expect(fixed?.lines == [], "\(className)")
    }

    @Test("A prefix in a safetensors file, before the backbone and a head beside it", .slow, arguments: prefixes)
    func backbone(prefix: String) throws {
        var model = TinyBert()
        model.rename { $0.hasPrefix("bert.") ? prefix + $0.dropFirst(5) : $0 }
        let (verified, fixed) = try Self.cure(model, SafetensorsBytes.file(model.tensors), "model.safetensors")
        #expect(verified.lines == ["BC105 error \(prefix)"])
        #expect(fixed?.lines == [])
    }

    @Test("A class that is not known is passed with --as")
    func ownClass() throws {
        var model = TinyBert()
        model.configuration["architectures"] = #"["BertForMyTask"]"#
        model.rename { "module." + $0 }
        let (verified, fixed) = try Self.cure(model, SafetensorsBytes.file(model.tensors), "model.safetensors")
        #expect(verified.result.examination?.diagnosis.stripPrefixes == [])
        #expect(fixed?.lines == [])
    }

    @Test("Of tied parameters one is enough, behind a prefix too", arguments: prefixes)
    func tied(prefix: String) throws {
        var model = TinyBert("BertForMaskedLM")
        model.rename { prefix + $0 }
        #expect(try Verified(model).lines == ["BC105 error \(prefix)"])
    }

    @Test("Where parameters stay missing, only what is written without them is a cure; a wrong shape has none")
    func incomplete() throws {
        var model = TinyBert("BertModel")
        model.remove("pooler.dense.weight", "pooler.dense.bias")
        model.rename { "ctx_encoder.bert_model." + $0 }
        var (verified, fixed) = try Self.cure(model, SafetensorsBytes.file(model.tensors), "model.safetensors")
        #expect(Set(try #require(fixed).findings.map(\.rule)) == [.missingParameter])
        #expect(try verified.finding(of: .foreignPrefix).message.contains("DPR"))
        #expect(verified.findings(of: .missingParameter).allSatisfy { $0.help.contains("without a pooler") })
        model.configuration["type_vocab_size"] = "7"
        (verified, fixed) = try Self.cure(model, SafetensorsBytes.file(model.tensors), "model.safetensors")
        #expect(fixed == nil)
        #expect(try verified.finding(of: .foreignPrefix).help.contains("bertconv convert") == false)
    }

    @Test("A prefix that hides several numbers by chance, or one name, hides nothing")
    func nearMisses() throws {
        var model = TinyBert()
        model.add("teacher.classifier.weight", [2, 4])
        let prefixes = try Verified(model).result.examination?.model.prefixes
        #expect(prefixes == [])
    }

    @Test("Two tensors of a classifier do not make a file a BERT")
    func classifierAlone() throws {
        let folder = TemporaryFolder()
        var model = TinyBert()
        model.tensors = []
        model.add("classifier.weight", [2, 4])
        model.add("classifier.bias", [2])
        model.add("features.0.weight", [4, 4])
        let path = model.writeWeights(to: folder)
        #expect(try Verified(path).uncheckedCodes == ["model.unknown-dialect"])
        #expect(Tool.bertconv(["convert", path, folder.file("out.bin")]).status == 2)
    }
}
