import JSONText
import TestSupport
import Testing

@Suite("A conversion that succeeds")
struct ConvertingTests {
    private static let folder = Fixtures.path("transformers-4.44.2/BertForMaskedLM")

    @Test("The result on standard output says what was read, as what, what was left out and what was written")
    func report() {
        let folder = TemporaryFolder()
        let output = folder.file("model.safetensors")
        let run = Tool.bertconv(["convert", Self.folder + "/tf_model.h5", output])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(
            run.output == """
                \(Self.folder)/tf_model.h5: keras-hdf5, 47 tensors, 32.8 kB, names: huggingface-tensorflow
                BertForMaskedLM (from config.json): 44 parameters, 6,781 values, all in the file
                dropped 5 equal copies of other tensors
                wrote \(output): 42 tensors, 31.5 kB
                next: bertconv verify \(output) --as BertForMaskedLM

                """)
        #expect(folder.names == ["model.safetensors"])
        #expect(bytes(ofFile: output) == bytes(ofFile: Self.folder + "/expected.safetensors"))
    }

    @Test("--format json reports the same for programs")
    func json() throws {
        let folder = TemporaryFolder()
        let output = folder.file("model.safetensors")
        let run = Tool.bertconv(["convert", Self.folder, output, "--format", "json"])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        let report = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
        let promised: Set = [
            "schemaVersion", "tool", "input", "output", "written", "bytes", "format", "dialect", "architecture",
            "class", "summary", "missing", "tensors", "carried", "leftOut", "findings",
        ]
        #expect(promised.isSubset(of: report.members.map(\.name)))
        #expect(report["schemaVersion"] == 1)
        #expect(report["tool"]?.object?["name"] == "bertconv")
        #expect(report["input"]?.string == Self.folder + "/tf_model.h5")
        #expect(report["output"]?.string == output)
        #expect(report["written"] == true)
        #expect(report["bytes"]?.integer == bytes(ofFile: output).count)
        #expect(report["format"] == "keras-hdf5")
        #expect(report["dialect"] == "huggingface-tensorflow")
        #expect(report["architecture"] == "bert")
        #expect(report["class"] == "BertForMaskedLM")
        #expect(
            compact(report["summary"])
                == #"{"expected":44,"missing":0,"parameters":6781,"missingParameters":0,"tensors":42}"#)
        #expect(report["missing"] == [])
        #expect(report["carried"] == [])
        #expect(report["findings"] == [])
        #expect(report["tensors"]?.array?.count == 42)
        #expect(report["tensors"]?.array?.first == "bert.embeddings.word_embeddings.weight")
        let leftOut = try #require(report["leftOut"]?.array)
        #expect(leftOut.count == 5)
        #expect(
            compact(leftOut.first)
                == #"{"name":"mlm___cls/tf_bert_for_masked_lm/bert/embeddings/word_embeddings/weight:0","reason":"#
                + #""is an equal copy of 'bert/tf_bert_for_masked_lm/bert/embeddings/word_embeddings/weight:0'"}"#)
    }

    @Test("--quiet says nothing and writes the same")
    func quiet() {
        let folder = TemporaryFolder()
        for flag in ["--quiet", "-q"] {
            let run = Tool.bertconv(["convert", Self.folder, folder.file("out.safetensors"), "--force", flag])
            #expect(run.status == 0)
            #expect(run.output.isEmpty)
            #expect(run.errors.isEmpty)
        }
        #expect(folder.contents == ["out.safetensors": bytes(ofFile: Self.folder + "/expected.safetensors")])
    }

    @Test("--dry-run says what would be written and writes nothing", arguments: ["text", "json"])
    func dryRun(format: String) throws {
        let folder = TemporaryFolder()
        let output = folder.file("out.safetensors")
        let run = Tool.bertconv(["convert", Self.folder, output, "--dry-run", "--format", format])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(folder.names.isEmpty)
        if format == "json" {
            let report = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
            #expect(report["written"] == false)
            let written = bytes(ofFile: Self.folder + "/expected.safetensors").count
            let planned = try #require(report["bytes"]?.integer)
            #expect(planned > written / 2 && planned < written)
            #expect(report["files"] == ["out.safetensors"])
            #expect(report["tensors"]?.array?.count == 42)
        } else {
            #expect(run.output.contains("\nwould write \(output): 42 tensors, "))
            #expect(!run.output.contains("wrote"))
        }
    }

    @Test(
        "A folder, an index and a file of another name all become the same file",
        arguments: [
            ("transformers-4.44.2/sharded-h5", "transformers-4.44.2/sharded-h5/expected.safetensors"),
            (
                "transformers-4.44.2/sharded-h5/tf_model.h5.index.json",
                "transformers-4.44.2/sharded-h5/expected.safetensors"
            ),
            ("transformers-4.44.2/tf-safetensors", "transformers-4.44.2/tf-safetensors/expected.safetensors"),
            ("h5py-3.16.0/gzip-chunked.h5", "h5py-3.16.0/expected.safetensors"),
        ])
    func kindsOfInput(input: String, expected: String) {
        let folder = TemporaryFolder()
        let run = Tool.bertconv(["convert", Fixtures.path(input), folder.file("out.safetensors")])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty, "\(run.errors)")
        #expect(folder.contents == ["out.safetensors": bytes(ofFile: Fixtures.path(expected))])
    }

    @Test("What else is in the folder is not read and said so")
    func otherWeights() {
        let folder = TemporaryFolder()
        _ = TinyBert().write(to: folder)
        _ = folder.copy(Self.folder + "/tf_model.h5")
        let run = Tool.bertconv(["convert", folder.path, folder.file("out.safetensors")])
        #expect(run.status == 0)
        #expect(run.errors.contains("note[BC302]: tf_model.h5 is also in the folder and was not read"))
        #expect(run.output.contains("/model.safetensors: safetensors, 25 tensors"))
        #expect(folder.contents["out.safetensors"] == TinyBert().savedFile)
    }

    @Test("Without a config.json the heads tell the class, and the report says which others fit")
    func withoutConfiguration() {
        let folder = TemporaryFolder()
        let input = TinyBert("BertForMaskedLM").writeWeights(to: folder)
        let run = Tool.bertconv(["convert", input, folder.file("out.safetensors")])
        #expect(run.status == 0)
        #expect(
            run.output.contains(
                "BertForMaskedLM (guessed from its heads; could be BertLMHeadModel: pass --as): 28 parameters")
        )
        #expect(folder.contents["out.safetensors"] == TinyBert("BertForMaskedLM").savedFile)
    }

    @Test("The mode of the output is what the umask leaves, not that of a temporary file")
    func mode() {
        let folder = TemporaryFolder()
        let output = folder.file("out.safetensors")
        let line = "umask 027; exec \"$0\" convert \"$1\" \"$2\""
        let run = Tool.run(["/bin/sh", "-c", line, Tool.path("bertconv"), Self.folder, output])
        #expect(run.status == 0)
        #expect(Tool.run(["stat", "-c", "%a", output]).output == "640\n")
        #expect(folder.names == ["out.safetensors"])
    }
}
