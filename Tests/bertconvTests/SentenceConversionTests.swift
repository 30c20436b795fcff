import TestSupport
import Testing

@Suite("convert writes the whole folder of sentence-transformers")
struct SentenceConversionTests {
    private static func path(_ name: String) -> String { Fixtures.path("sentence/\(name)") }

    private static func files(_ folder: String) -> [String] {
        Tool.run(["/bin/sh", "-c", "cd \"$0\" && find . -type f | LC_ALL=C sort", folder]).output.split(separator: "\n")
            .map { String($0.dropFirst(2)) }
    }

    @Test(
        "Modules, tokenizer and configurations are there, and verify passes what it passed before",
        arguments: ["sound", "sound-residual", "sound-two-modes", "sound-older", "sound-cross-encoder", "sound-half"])
    func whole(name: String) {
        let folder = TemporaryFolder()
        for (format, weights) in [("safetensors", "model.safetensors"), ("pytorch", "pytorch_model.bin")] {
            let output = folder.file(format)
            let run = Tool.bertconv(["convert", Self.path(name), output, "--to", format, "--quiet"])
            #expect(run.status == 0, "\(run.errors)")
            let expected = Self.files(Self.path(name)).map { file in
                file.hasSuffix("model.safetensors") ? String(file.dropLast("model.safetensors".count)) + weights : file
            }
            #expect(Self.files(output).sorted() == expected.sorted())
            let verified = Tool.bertconv(["verify", output, "--quiet"])
            #expect(verified.status == 0, "\(verified.output)")
            #expect(Tool.bertconv(["diff", Self.path(name), output, "--quiet"]).status == 0)
        }
        let (first, again) = (folder.file("pytorch"), folder.file("again"))
        #expect(Tool.bertconv(["convert", first, again, "--to", "safetensors", "--quiet"]).status == 0)
        #expect(Tool.bertconv(["diff", Self.path(name), again, "--quiet"]).status == 0)
    }

    @Test("A value of a module that differs is found by diff, in the same format and in another")
    func otherValue() throws {
        let folder = TemporaryFolder()
        let changed = folder.file("changed")
        #expect(Tool.run(["cp", "-r", Self.path("sound"), changed]).status == 0)
        let weights = changed + "/2_Dense/model.safetensors"
        var bytes = try #require(bytes(ofFile: weights) as [UInt8]?)
        bytes[bytes.count - 1] ^= 1
        #expect(Tool.run(["rm", weights]).status == 0)
        _ = folder.write(bytes, to: "changed/2_Dense/model.safetensors")
        let converted = folder.file("converted")
        #expect(Tool.bertconv(["convert", changed, converted, "--to", "pytorch", "--quiet"]).status == 0)
        for other in [changed, converted] {
            let run = Tool.bertconv(["diff", Self.path("sound"), other])
            #expect(run.status == 1)
            #expect(run.output.contains("2_Dense/model.safetensors") && run.output.contains("the values of linear."))
        }
        #expect(Tool.run(["rm", weights]).status == 0)
        let run = Tool.bertconv(["diff", Self.path("sound"), changed])
        #expect(run.status == 1)
        #expect(run.output.contains("2_Dense/model.safetensors"), "\(run.output)")
    }

    @Test("For TensorFlow, modules are safetensors, which their library opens")
    func tensorFlow() {
        let folder = TemporaryFolder()
        let run = Tool.bertconv(["convert", Self.path("sound"), folder.file("out"), "--to", "tensorflow", "--quiet"])
        #expect(run.status == 0, "\(run.errors)")
        let files = Self.files(folder.file("out"))
        #expect(files.contains("tf_model.h5") && files.contains("2_Dense/model.safetensors"))
    }

    @Test("The report lists the modules' files, and --dry-run writes nothing")
    func report() {
        let folder = TemporaryFolder()
        let arguments = ["convert", Self.path("sound"), folder.file("out"), "--to", "pytorch"]
        let dry = Tool.bertconv(arguments + ["--dry-run", "--format", "json"])
        #expect(dry.output.contains("\"2_Dense/pytorch_model.bin\""), "\(dry.errors)")
        #expect(folder.names.isEmpty)
        let run = Tool.bertconv(arguments + ["--format", "json"])
        #expect(run.output.contains("\"2_Dense/pytorch_model.bin\"") && run.output.contains("\"3_LayerNorm/"))
        #expect(!run.output.contains("\"leftBehind\": [\n    \"2_Dense"), "\(run.output)")
    }

    @Test("A file of weights without a folder keeps to itself")
    func file() {
        let folder = TemporaryFolder()
        let output = folder.file("model.safetensors")
        #expect(Tool.bertconv(["convert", Self.path("sound"), output, "--quiet"]).status == 0)
        #expect(folder.names == ["model.safetensors"])
    }

    @Test("What a module's file holds is read first: a damaged one stops the conversion, and nothing is written")
    func damaged() {
        let folder = TemporaryFolder()
        #expect(Tool.run(["cp", "-r", Self.path("sound"), folder.file("model")]).status == 0)
        _ = folder.write("short", to: "model/2_Dense/model.safetensors")
        let run = Tool.bertconv(["convert", folder.file("model"), folder.file("out"), "--to", "pytorch"])
        #expect(run.status == 2)
        #expect(run.errors.contains("2_Dense/model.safetensors"), "\(run.errors)")
        #expect(folder.names == ["model"])
    }

    @Test("No output replaces the weights of a module")
    func kept() {
        let folder = TemporaryFolder()
        #expect(Tool.run(["cp", "-r", Self.path("sound"), folder.file("model")]).status == 0)
        let dense = folder.file("model/2_Dense/model.safetensors")
        #expect(Tool.bertconv(["verify", folder.file("model"), "--report", "json=\(dense)"]).status == 2)
        #expect((bytes(ofFile: dense) == bytes(ofFile: Self.path("sound/2_Dense/model.safetensors"))) as Bool)
    }
}
