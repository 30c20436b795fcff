import JSONText
import TestSupport
import Testing

@Suite("A checkpoint with holes")
struct HolesTests {
    private static let hole = Fixtures.path("h5py-3.16.0/one-kernel-deleted.h5")
    private static let maskedLanguageModel = Fixtures.path("transformers-4.44.2/BertForMaskedLM/tf_model.h5")

    @Test("A kernel that from_tf would fill in silence stops the conversion, with its initialiser and share")
    func oneKernel() {
        let folder = TemporaryFolder()
        let run = Tool.bertconv(["convert", Self.hole, folder.file("out.safetensors")])
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(
            run.errors == """
                error[BC101]: \(Self.hole): 1 of 25 parameters of BertForSequenceClassification is not in the file: \
                64 of 831 values, 7.7 % of the model
                  a loader would initialise them, untrained:
                    bert.encoder.layer.0.attention.self.query.weight  [8, 8]  normal(0, 0.02)
                  help: get the complete checkpoint
                nothing was written; --allow-incomplete writes what is there

                """)
        #expect(folder.names.isEmpty)
    }

    @Test("A head that the file does not have stops the conversion, and the head that it has is a note")
    func otherHead() {
        let folder = TemporaryFolder()
        let run = Tool.bertconv([
            "convert", Self.maskedLanguageModel, folder.file("out.safetensors"), "--as",
            "BertForSequenceClassification",
        ])
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        for words in [
            "note[BC102]: 5 tensors; each belongs to another class's head (masked-language-model)",
            "\n    mlm___cls/tf_bert_for_masked_lm/mlm___cls/predictions/transform/LayerNorm/beta:0\n",
            "4 of 41 parameters of BertForSequenceClassification are not in the file: 306 of 6,722 values, 4.6 % of",
            "\n    bert.pooler.dense.weight  [16, 16]  normal(0, 0.02)\n    bert.pooler.dense.bias    [16]      zeros\n",
            "\n    classifier.weight         [2, 16]   normal(0, 0.02)\n    classifier.bias           [2]       zeros\n",
        ] {
            #expect(run.errors.contains(words), "\(run.errors)")
        }
        #expect(folder.names.isEmpty)
    }

    @Test("--format json lists the holes on standard output and still exits with 1")
    func json() throws {
        let folder = TemporaryFolder()
        let run = Tool.bertconv([
            "convert", Self.maskedLanguageModel, folder.file("out.safetensors"), "--as",
            "BertForSequenceClassification",
            "--format", "json",
        ])
        #expect(run.status == 1)
        #expect(run.errors.isEmpty)
        let report = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
        #expect(report["written"] == false)
        #expect(report["bytes"] == .null)
        #expect(
            compact(report["summary"])
                == #"{"expected":41,"missing":4,"parameters":6722,"missingParameters":306,"tensors":42}"#)
        #expect(
            compact(report["missing"])
                == #"[{"name":"bert.pooler.dense.weight","shape":[16,16],"initializer":"normal(0, 0.02)"},"#
                + #"{"name":"bert.pooler.dense.bias","shape":[16],"initializer":"zeros"},"#
                + #"{"name":"classifier.weight","shape":[2,16],"initializer":"normal(0, 0.02)"},"#
                + #"{"name":"classifier.bias","shape":[2],"initializer":"zeros"}]"#)
        let findings = try #require(report["findings"]?.array).compactMap(\.object)
        #expect(findings.filter { $0["id"] == "missing-parameter" }.count == 4)
        #expect(findings.filter { $0["id"] == "unexpected-tensor" }.count == 5)
        let first = try #require(findings.first)
        #expect(
            first.members.map(\.name) == ["rule", "id", "severity", "subject", "file", "message", "help"])
        #expect(first["rule"] == "BC101")
        #expect(first["severity"] == "error")
        #expect(first["subject"] == "bert.pooler.dense.weight")
        #expect(first["file"]?.string == Self.maskedLanguageModel)
        #expect(folder.names.isEmpty)
    }

    @Test("--allow-incomplete writes what is there, says what is not, and exits with 0")
    func allowIncomplete() throws {
        let folder = TemporaryFolder()
        let output = folder.file("out.safetensors")
        let run = Tool.bertconv(["convert", Self.hole, output, "--allow-incomplete"])
        #expect(run.status == 0)
        #expect(run.errors.contains("1 of 25 parameters"))
        #expect(!run.errors.contains("nothing was written"))
        #expect(run.output.contains("1 missing\n"))
        #expect(run.output.contains("wrote \(output): 24 tensors"))
        let listed = Tool.bertconv(["inspect", output, "--format", "json"])
        let tensors = try #require(try JSONParser.parse(Array(listed.output.utf8)).object?["tensors"]?.array)
        let names = tensors.compactMap { $0.object?["name"]?.string }
        #expect(names.count == 24)
        #expect(!names.contains("bert.encoder.layer.0.attention.self.query.weight"))
        #expect(folder.names == ["out.safetensors"])
    }

    @Test("Holes are shown even with --quiet; layers that lack the same are one line")
    func quietAndFolded() {
        let folder = TemporaryFolder()
        var model = TinyBert("BertForTokenClassification", layers: 12)
        for layer in (0..<12) where layer != 10 { model.remove("bert.encoder.layer.\(layer).output.dense.bias") }
        let input = model.write(to: folder)
        let run = Tool.bertconv(["convert", input, folder.file("out.safetensors"), "--quiet"])
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("11 of 199 parameters of BertForTokenClassification are not in the file"))
        #expect(run.errors.contains("\n    bert.encoder.layer.{0-9,11}.output.dense.bias  [4]  zeros\n"))
        #expect(folder.names == ["config.json", "model.safetensors"])
    }

    @Test(
        "What lists and contents disagree on, and copies that differ, stop the conversion too",
        arguments: [
            (
                "one-kernel-deleted-still-listed",
                ["error[BC301]", "query/kernel:0 is listed, but is not in the file"]
            ),
            ("unlisted-dataset", ["error[BC301]", "adapter/kernel:0 is in the file, but not in its list of weights"]),
            ("group-renamed-still-listed", ["bert is listed, but is not in the file", "23 of 25 parameters"]),
            ("embeddings-copies-differ", ["error[BC204]", "element 0 is 0.43455204 and 7.0"]),
        ])
    func otherFindings(name: String, words: [String]) {
        let folder = TemporaryFolder()
        let run = Tool.bertconv([
            "convert", Fixtures.path("h5py-3.16.0/\(name).h5"), folder.file("out.safetensors"), "--quiet",
        ])
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
        #expect(run.errors.contains("nothing was written"))
        #expect(folder.names.isEmpty)
    }

    @Test("Copies that differ stop the conversion even with --allow-incomplete: which one is right is not known")
    func differingCopies() {
        let folder = TemporaryFolder()
        let input = folder.copy(Fixtures.path("h5py-3.16.0/embeddings-copies-differ.h5"))
        let run = Tool.bertconv(["convert", input, folder.file("out.safetensors"), "--allow-incomplete"])
        #expect(run.status == 1)
        #expect(run.errors.contains("error[BC204]: bert.embeddings.word_embeddings.weight is in the file twice"))
        #expect(run.errors.contains("nothing was written"))
        #expect(folder.names == ["embeddings-copies-differ.h5"])
    }

    @Test("--dry-run finds the same holes and exits the same")
    func dryRun() {
        let folder = TemporaryFolder()
        let run = Tool.bertconv(["convert", Self.hole, folder.file("out.safetensors"), "--dry-run"])
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("error[BC101]"))
        #expect(folder.names.isEmpty)
    }
}
