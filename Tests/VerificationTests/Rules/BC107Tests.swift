import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC107 foreign-dialect, as verify shows it")
struct BC107Tests {
    @Test("TensorFlow's names in a safetensors file are one error for all")
    func names() throws {
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(damage: "tensorflow-names", depth)
            let finding = try verified.finding(of: .foreignDialect)
            #expect(finding.severity == .error)
            #expect(finding.message.contains("TensorFlow"))
            #expect(finding.conversion != nil)
            #expect(finding.evidence["parameters"]?.integer == 41)
            // The other is that the file says it is TensorFlow's.
            #expect(verified.lines.count == 2 && verified.lines[1] == "BC304 warning model.safetensors")
        }
    }

    @Test("Matrices the other way round are one error at the first, which lists them")
    func kernels() throws {
        var model = TinyBert()
        for name in ["bert.encoder.layer.0.intermediate.dense.weight", "bert.encoder.layer.0.output.dense.weight"] {
            let index = try #require(model.tensors.firstIndex { $0.name == name })
            model.tensors[index].shape.reverse()
        }
        let verified = try Verified(model, .headers)
        #expect(verified.lines == ["BC107 error bert.encoder.layer.0.intermediate.dense.weight"])
        let finding = verified.findings[0]
        #expect(finding.evidence["tensors"]?.array?.count == 2)
        #expect(finding.message.contains("[4, 6]") && finding.message.contains("[6, 4]"))
        #expect(finding.message.contains("square"))
        #expect(try verified.bytes(at: finding) == model[finding.subject]?.bytes)
        #expect(try Verified(damage: "transposed-kernels").findings[0].evidence["tensors"]?.array?.count == 5)
    }

    @Test("Of square matrices nothing is said where other matrices have the right shape")
    func someUpright() throws {
        let all = try Verified(damage: "transposed-kernels").finding(of: .foreignDialect)
        #expect(all.message.contains("square ones are probably transposed") && all.help.contains("TensorFlow"))
        var model = TinyBert()
        let name = "bert.encoder.layer.0.intermediate.dense.weight"
        let index = try #require(model.tensors.firstIndex { $0.name == name })
        model.tensors[index].shape.reverse()
        let finding = try Verified(model, .headers).finding(of: .foreignDialect)
        #expect(finding.message.contains("has the right shape, so nothing shows"), "\(finding.message)")
        #expect(!finding.message.contains("TensorFlow") && !finding.help.contains("TensorFlow"))
    }

    @Test("In a Keras file names and orientation are right")
    func keras() throws {
        #expect(try Verified(damage: "h5-healthy").lines == ["BC303 error tf_model.h5"])
        let turned = try Verified(damage: "h5-kernel-not-transposed")
        #expect(turned.findings.map(\.rule) == [.shapeMismatch, .noCurrentLoader])
    }

    @Test("A file in which no name is a BERT's is one error; the config.json may be another's")
    func unrecognised() throws {
        var model = TinyBert()
        model.rename { "x" + $0.replacing(".", with: "_") }
        let verified = try Verified(model)
        #expect(verified.findings.map(\.rule) == [.foreignDialect])
        #expect(verified.findings[0].help.contains("inspect") && verified.findings[0].conversion == nil)
        #expect(verified.findings[0].evidence["parameters"]?.integer == model.tensors.count)
    }

    @Test("FSDP's flat parameters are one error that says how to save")
    func flat() throws {
        let verified = try Verified(damage: "fully-sharded-flat")
        #expect(verified.findings.map(\.rule) == [.foreignDialect])
        #expect(verified.findings[0].help.contains("FULL_STATE_DICT"))
    }

    @Test("One known name among unknown ones is no foreign dialect, nor is a square matrix of another size")
    func nearMisses() throws {
        var model = TinyBert()
        model.rename { $0 == "classifier.bias" ? $0 : "x" + $0.replacing(".", with: "_") }
        #expect(try Verified(model, .headers).findings(of: .foreignDialect).isEmpty)
        model = TinyBert()
        model.remove("bert.pooler.dense.weight")
        model.add("bert.pooler.dense.weight", [5, 5])
        #expect(try Verified(model, .headers).lines == ["BC103 error bert.pooler.dense.weight"])
    }
}
