import ByteIO
import Formats
import ModelSchema
import Tensors
import TestSupport
import Testing
import Verification

@Suite("BC112 several-models, as verify shows it")
struct BC112Tests {
    /// The same model behind each of these prefixes.
    static func models(_ prefixes: [String], _ className: String = "BertModel") -> TinyBert {
        let one = TinyBert(className)
        var model = one
        model.tensors = []
        for prefix in prefixes {
            for tensor in one.tensors { model.add(prefix + tensor.name, tensor.shape) }
        }
        return model
    }

    @Test(
        "Prefixes that fill the model alike are one error that names them all, and nothing else",
        arguments: [
            ["ctx_model.", "question_model."], ["ema.", "model."], ["a.b.", "c."], ["module.", "model."],
            ["net.one.", "net.three.", "net.two."],
        ])
    func alike(prefixes: [String]) throws {
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(Self.models(prefixes), depth)
            let finding = try verified.finding(of: .severalModels)
            #expect(verified.lines == ["BC112 error \(prefixes.sorted().joined(separator: ", "))"])
            #expect(prefixes.allSatisfy { finding.help.contains("--strip-prefix \($0)") })
            #expect(verified.result.examination?.diagnosis.stripPrefixes == [])
        }
    }

    @Test("A conversion stops until it is told which, and then writes that one")
    func conversion() throws {
        let folder = TemporaryFolder()
        let model = Self.models(["ema.", "model."])
        let path = model.write(to: folder)
        let refused = Tool.bertconv(["convert", path, folder.file("out.safetensors")])
        #expect(refused.status == 1 && refused.errors.contains("BC112"), "\(refused.output) \(refused.errors)")
        for prefix in ["ema.", "model."] {
            let out = folder.file("\(prefix)out.safetensors")
            let run = Tool.bertconv(["convert", path, out, "--strip-prefix", prefix, "--drop-unmapped"])
            #expect(run.status == 0, "\(run.output) \(run.errors)")
            let written = try #require(try Verified(out).result.examination)
            let name = "pooler.dense.bias"
            let entry = try #require(written.checkpoint.table.entries.first { $0.name == name })
            let place = try #require(entry.range)
            let file = bytes(ofFile: out)
            #expect(Array(file[Int(place.offset)..<Int(place.offset) + place.count]) == model[prefix + name]?.bytes)
        }
    }

    @Test("The one that fills more parameters, or fits the shapes, is taken, and the other is no second model")
    func ranked() throws {
        var model = Self.models(["decoder.", "encoder."])
        model.remove("decoder.pooler.dense.weight", "decoder.pooler.dense.bias")
        #expect(try Verified(model).findings(of: .foreignPrefix).map(\.subject) == ["encoder."])
        #expect(try Verified(model).findings(of: .severalModels).isEmpty)
        model = Self.models(["student.", "teacher."])
        for index in model.tensors.indices where model.tensors[index].name.hasPrefix("student.") {
            model.tensors[index].shape = model.tensors[index].shape.map { $0 * 2 }
            model.tensors[index].bytes = Array(repeating: 1, count: 4 * model.tensors[index].shape.reduce(1, *))
        }
        #expect(try Verified(model).findings(of: .foreignPrefix).map(\.subject) == ["teacher."])
    }

    @Test("A copy beside the model's own names, and prefixes that complete each other, are none")
    func nearMisses() throws {
        var model = Self.models(["", "ema."])
        #expect(try Verified(model).findings(of: .severalModels).isEmpty)
        model = TinyBert()
        model.rename { $0.hasPrefix("classifier") ? "model.\($0)" : "module.\($0)" }
        #expect(try Verified(model).findings(of: .severalModels).isEmpty)
    }
}
