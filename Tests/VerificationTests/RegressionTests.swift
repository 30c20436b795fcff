import ByteIO
import Formats
import JSONText
import ModelSchema
import TestSupport
import Testing
import Verification

/// Guards what went wrong once: each test failed before it was mended.
@Suite("What must not go wrong again")
struct RegressionTests {
    private static let pooler = ["bert.pooler.dense.weight", "bert.pooler.dense.bias"]

    @Test("Identifiers at the end of the integers do not overflow")
    func overflow() throws {
        for files in [
            ["vocab.txt": "a\n", "added_tokens.json": #"{"x": 9223372036854775807}"#],
            ["tokenizer.json": #"{"model": {"vocab": {"x": 9223372036854775807}}}"#],
        ] {
            let folder = TemporaryFolder()
            _ = TinyBert().write(to: folder)
            for (name, text) in files { _ = folder.write(text, to: name) }
            let run = Tool.bertconv(["verify", folder.path, "--headers-only"])
            #expect(run.status < 4, "\(run.status)")
        }
    }

    @Test("A damaged buffer loses no other finding")
    func damagedBuffer() throws {
        let folder = TemporaryFolder()
        var data = bytes(ofFile: Fixtures.path("damage/position-ids/pytorch_model.bin"))
        let record: [UInt8] = (0..<7).flatMap { (number: Int) -> [UInt8] in [UInt8(number), 0, 0, 0, 0, 0, 0, 0] }
        let place = try #require((0..<(data.count - 56)).first { Array(data[$0..<$0 + 56]) == record })
        data[place] ^= 1
        _ = folder.write(data, to: "pytorch_model.bin")
        _ = folder.copy(Fixtures.path("damage/position-ids/config.json"))
        let verified = try Verified(folder.path, as: "BertForPreTraining", .values)
        #expect(verified.findings(of: .missingParameter).count == 8)
        #expect(verified.findings(of: .corruptArchive).map(\.subject) == ["bert.embeddings.position_ids"])
        #expect(verified.result.unchecked.count == 1)
    }

    @Test("A name of nothing but prefixes is read in no time, as long as a name may be; a longer one is refused", .slow)
    func longName() {
        for (count, status) in [(580, Int32(0)), (150_000, 2)] {
            var model = TinyBert()
            model.add(String(repeating: "module.", count: count) + "x", [1])
            let folder = TemporaryFolder()
            let path = model.write(to: folder)
            let line = "ulimit -t 30; exec \"$0\" \"$@\""
            let command = ["/bin/sh", "-c", line, Tool.path("bertconv"), "verify", path, "--headers-only"]
            #expect(Tool.run(command).status == status)
        }
    }

    @Test("The pooler counts where the class itself uses it")
    func poolerOfClassifier() throws {
        var model = TinyBert()
        model.remove("bert.pooler.dense.weight", "bert.pooler.dense.bias")
        let list = """
            [{"name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
            """
        let pooling = #"{"embedding_dimension": \#(TinyBert.hidden), "pooling_mode": "mean"}"#
        let files = ["modules.json": list, "1_Pooling/config.json": pooling]
        let verified = try Verified(model, as: "BertForSequenceClassification", with: files)
        #expect(verified.lines == Self.pooler.map { "BC101 error \($0)" })
    }

    @Test("No heads is one mistake")
    func heads() throws {
        var model = TinyBert()
        model.configuration["num_attention_heads"] = "0"
        #expect(try Verified(model, .headers).lines == ["BC701 error num_attention_heads"])
    }

    @Test("A folder with a slash at its end has its subject")
    func slash() throws {
        let folder = TemporaryFolder()
        _ = TinyBert().writeWeights(to: folder)
        #expect(try Verified(folder.path + "/", .headers).lines == ["BC701 error config.json"])
    }

    @Test("Doubles beyond a float are said with their value")
    func doubles() throws {
        var model = TinyBert()
        model.remove("classifier.bias")
        let bytes = [1.0, 1e200].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) }
        }
        model.tensors.append(StoredTensor("classifier.bias", type: "F64", shape: [2], bytes: bytes))
        let finding = try Verified(model, .values).finding(of: .halfPrecisionRange)
        #expect(finding.message.contains("1e+200") && !finding.message.contains("inf;"))
    }

    @Test("Relative positions under a configuration of absolute ones are tensors without use")
    func absolute() throws {
        var model = TinyBert()
        model.add("bert.encoder.layer.0.attention.self.distance_embedding.weight", [5, 2])
        let verified = try Verified(model, .headers)
        #expect(verified.lines == ["BC102 warning bert.encoder.layer.0.attention.self.distance_embedding.weight"])
    }

    @Test("A named h5 file beside others is not all there is")
    func named() throws {
        let folder = TemporaryFolder()
        _ = TinyBert().write(to: folder)
        let path = folder.copy(Fixtures.path("damage/h5-healthy/tf_model.h5"))
        let finding = try Verified(path, .headers).finding(of: .noCurrentLoader)
        #expect(!finding.message.contains("the only weights"))
        #expect(!finding.help.contains(folder.file("model.safetensors")))
    }

    @Test(
        "Prefixes are named in the order in which they stand",
        arguments: [("data-parallel-compiled", "module._orig_mod."), ("compiled-data-parallel", "_orig_mod.module.")])
    func order(name: String, prefix: String) throws {
        #expect(try Verified(damage: name, .headers).lines == ["BC105 error \(prefix)"])
    }

    @Test("What was not read is not said to be missing, nor to be no tensor")
    func withheld() throws {
        let verified = try Verified(damage: "numpy-values", .headers)
        #expect(Set(verified.findings.map(\.rule)) == [.unsafePickle])
    }

    @Test(
        "Labels that no parameter counts do not conflict",
        arguments: ["BertForMaskedLM", "BertModel", "BertForMultipleChoice"])
    func labels(className: String) throws {
        var model = TinyBert(className)
        model.configuration["num_labels"] = "2"
        model.configuration["id2label"] = #"{"0": "a", "1": "b", "2": "c"}"#
        #expect(try Verified(model, .headers).findings.allSatisfy { $0.severity < .error })
    }

    @Test("A lost bias is missing, which fails, and explained")
    func lostBias() throws {
        let lines = try Verified(damage: "untied-bias-lost", .headers).lines
        #expect(lines == ["BC101 error cls.predictions.decoder.bias", "BC202 warning cls.predictions.decoder.bias"])
    }

    @Test("Stubs are no vocabulary")
    func stubs() throws {
        var model = TinyBert()
        for index in model.tensors.indices {
            model.tensors[index].shape = [0]
            model.tensors[index].bytes = []
        }
        let verified = try Verified(model, with: ["vocab.txt": "a\nb\nc\nd\ne\n"])
        #expect(verified.findings.map(\.rule) == [.zeroElementTensor])
    }

    @Test("A turned embedding is no kernel")
    func turnedEmbedding() throws {
        var model = TinyBert()
        let index = try #require(model.tensors.firstIndex { $0.name == "bert.embeddings.word_embeddings.weight" })
        model.tensors[index].shape.reverse()
        #expect(try Verified(model, .headers).lines == ["BC103 error bert.embeddings.word_embeddings.weight"])
    }

    @Test("A shard's tensor that the index lacks is loaded, and not said to be left out")
    func unlisted() throws {
        let finding = try #require(
            try Verified(damage: "shard-has-unlisted", .headers).findings(of: .indexDisagrees).first {
                $0.subject != "total_size"
            })
        #expect(!finding.help.contains("ignores the tensor") && !finding.message.contains("would not load it"))
    }

    @Test("Combining marks are no part of a word to Python")
    func marks() throws {
        let rules = try Library.newest().names
        #expect(rules.renamed("LayerNorm.gamma\u{903}") == "LayerNorm.weight\u{903}")
    }

    @Test("Files of findings are paths")
    func paths() throws {
        for name in ["index-names-absent", "index-names-other-shard"] {
            let findings = try Verified(damage: name, .headers).findings(of: .indexDisagrees)
            #expect(findings.allSatisfy { PathKind(of: $0.file ?? "") == .file }, "\(findings.map(\.file))")
        }
    }

    @Test("A shard outside of the folder is external data, as the page says")
    func outside() throws {
        let folder = TemporaryFolder()
        _ = folder.write(TinyBert().configurationText, to: "config.json")
        _ = folder.write(
            #"{"metadata": {}, "weight_map": {"a": "../x.safetensors"}}"#, to: "model.safetensors.index.json")
        #expect(try Verified(folder.path).findings.map(\.rule) == [.externalData])
    }
}
