import ByteIO
import TestSupport
import Testing

/// Every format × policy and baseline × what was printed for it, used for its conversions.
///
/// Each model is verified for the library that reads its format.
@Suite("A policy and a baseline of one format hold for every other")
struct FormatCrossingTests {
    private static let formats = ["safetensors", "pytorch", "tensorflow"]

    private static func options(_ format: String) -> [String] {
        format == "tensorflow" ? ["--loader", "transformers-4.44-tensorflow"] : []
    }

    /// The same model in all formats, each in a folder of the format's name.
    private static func prepare(_ damage: PolicyDamage) -> PolicyRun {
        let run = PolicyRun()
        run.write(damage.model, to: "safetensors")
        for format in formats.dropFirst() {
            let converted = run.run(["convert", "safetensors", format, "--to", format] + damage.options)
            #expect(converted.status == 0, "\(converted.errors)")
        }
        return run
    }

    private static func check(_ damage: PolicyDamage) {
        let run = prepare(damage)
        for source in formats {
            let plain = run.run(["verify", source] + options(source))
            #expect(plain.status == 1, "\(source): \(plain.output)")
            let policy = run.printPolicy([source] + options(source), to: "policy-\(source).yaml")
            let baseline = "baseline-\(source).json"
            #expect(run.run(["verify", source, "--write-baseline", baseline] + options(source)).status == 1)
            for target in formats {
                for accepting in [["--policy", policy], ["--baseline", baseline]] {
                    let accepted = run.run(["verify", target] + accepting + options(target))
                    #expect(accepted.status == 0, "\(source), used for \(target): \(accepted.output)")
                    #expect(!accepted.output.contains("unused"), "\(source), used for \(target): \(accepted.output)")
                    #expect(!accepted.output.contains("fixed since"), "\(accepted.output)")
                }
            }
        }
        let texts = formats.map { bytes(ofFile: run.folder.file("policy-\($0).yaml")) }
        #expect((texts[0] == texts[1] && texts[0] == texts[2]) as Bool, "one policy for all formats")
    }

    @Test("The values of embeddings, which Keras stores twice, tied ones under one name", .slow)
    func embeddings() {
        Self.check(PolicyDamage.all[3])
    }

    @Test("Every damage", .slow, arguments: PolicyDamage.all)
    func every(damage: PolicyDamage) {
        Self.check(damage)
    }

    @Test("Shards are one model: a baseline of one file holds for them and back")
    func shards() {
        let run = Self.prepare(PolicyDamage.all[2])
        let convert = run("convert", "safetensors", "shards", "--to", "safetensors", "--max-shard-size", "400B")
        #expect(convert.status == 0, "\(convert.errors)")
        #expect(PathKind(of: run.folder.file("shards/model.safetensors.index.json")) == .file)
        for (source, target) in [("safetensors", "shards"), ("shards", "pytorch")] {
            #expect(run("verify", source, "--write-baseline", "\(source).json").status == 1)
            #expect(run("verify", target, "--baseline", "\(source).json").status == 0)
        }
    }

    @Test("A name that somebody typed from a report holds for the file of that report")
    func typed() throws {
        let run = Self.prepare(PolicyDamage.all[2])
        let report = run.run(["verify", "tensorflow", "--format", "json"] + Self.options("tensorflow"))
        let subjects = try PolicyRun.counting(report, "BC401")
        #expect(subjects.count == 2 && subjects.allSatisfy { $0.hasSuffix("kernel:0") }, "\(subjects)")
        let allow = subjects.flatMap { ["--allow", "BC401=\($0)"] }
        #expect(run.run(["verify", "tensorflow"] + allow + Self.options("tensorflow")).status == 0)
        #expect(run.run(["verify", "safetensors"] + allow).status == 1)
        let canonical = ["--allow", "BC401=bert.encoder.layer.{0-1}.output.dense.weight"]
        #expect(run.run(["verify", "tensorflow"] + canonical + Self.options("tensorflow")).status == 0)
        #expect(run.run(["verify", "safetensors"] + canonical).status == 0)
    }

    /// Guards against accepting more than was meant: a second tensor gets the name that was accepted.
    @Test("What is accepted of a parameter is not accepted of another tensor with its name")
    func crossing() throws {
        let run = PolicyRun()
        var model = TinyBert("BertModel")
        model.remove("pooler.dense.bias")
        model.add("bert.pooler.dense.bias", [TinyBert.hidden])
        run.write(model, to: "model")
        // Both names are now in the file, and the library takes one of them.
        model.add("pooler.dense.bias", copying: "bert.pooler.dense.bias")
        for index in model.tensors.indices where model.tensors[index].name.hasSuffix("pooler.dense.bias") {
            model.tensors[index].bytes = [0, 0, 0xC0, 0x7F] + model.tensors[index].bytes.dropFirst(4)
        }
        run.write(model, to: "both")
        let accepted = run(
            "verify", "both", "--fail-on", "note", "--format", "json", "--allow", "BC401=bert.pooler.dense.bias")
        #expect(accepted.status == 1)
        let left = try PolicyRun.counting(accepted, "BC401")
        #expect(left.count == 1, "\(left)")
        let marked = run(
            "verify", "both", "--fail-on", "note", "--format", "json", "--allow", "BC401=bert.pooler.dense.bias",
            "--allow", "BC401=tensor:*")
        #expect(try PolicyRun.counting(marked, "BC401").isEmpty)
    }
}
